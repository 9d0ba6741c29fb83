var isMountain = function(heights) {
    const last = heights.length - 1;
    let top = 0;
    while (top < last && heights[top] < heights[top + 1])
        top++;
    let end = top;
    while (end < last && heights[end] > heights[end + 1])
        end++;
    return top > 0 && top < last && end === last;
};
