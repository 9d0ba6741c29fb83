say lines.map(*.Int).sum;
