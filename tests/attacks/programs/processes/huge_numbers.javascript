// Long arithmetic in one operation.
(7n ** 10000000n).toString();
