"""Programs of ours that run inside boxes, beside a candidate: texts, which nothing imports but `values`."""
