var zerosLast = function(values) {
    let place = 0;
    for (let i = 0; i < values.length; i++)
        if (values[i] !== 0)
            [values[place++], values[i]] = [values[i], values[place]];
};
