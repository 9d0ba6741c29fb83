typedef struct {
    int unused;
} Mirror;

Mirror *mirrorCreate(void) { return calloc(1, sizeof(Mirror)); }
int mirrorWhole(Mirror *obj, int x) { return x; }
long long mirrorWide(Mirror *obj, long long x) { return x; }
double mirrorReal(Mirror *obj, double x) { return x; }
bool *mirrorFlags(Mirror *obj, bool *x, int xSize, int *returnSize) { *returnSize = xSize; return x; }
char **mirrorLetters(Mirror *obj, char **x, int xSize, int *xColSize, int *returnSize, int **returnColumnSizes)
{
    *returnSize = xSize;
    *returnColumnSizes = xColSize;
    return x;
}
char *mirrorText(Mirror *obj, char *x) { return x; }
char ***mirrorTexts(Mirror *obj, char ***x, int xSize, int *xColSize, int *returnSize, int **returnColumnSizes)
{
    *returnSize = xSize;
    *returnColumnSizes = xColSize;
    return x;
}
int ***mirrorCube(Mirror *obj, int ***x, int xSize, int *xColSize, int **xDepthSize, int *returnSize,
                  int **returnColumnSizes, int ***returnDepthSizes)
{
    *returnSize = xSize;
    *returnColumnSizes = xColSize;
    *returnDepthSizes = xDepthSize;
    return x;
}
struct ListNode *mirrorChain(Mirror *obj, struct ListNode *x) { return x; }
struct TreeNode *mirrorTree(Mirror *obj, struct TreeNode *x) { return x; }
struct ListNode **mirrorChains(Mirror *obj, struct ListNode **x, int xSize, int *returnSize) { *returnSize = xSize; return x; }
void mirrorNothing(Mirror *obj, double *x, int xSize) { puts("said on standard output"); }
void mirrorFree(Mirror *obj) { free(obj); }
