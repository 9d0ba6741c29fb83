#import <Foundation/Foundation.h>
int main(void) { for (;;) memset([[[NSMutableData alloc] initWithLength: 1 << 20] mutableBytes], 1, 1 << 20); }
