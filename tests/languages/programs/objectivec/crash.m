#import <Foundation/Foundation.h>
int main(void) { [[NSArray array] objectAtIndex: 7]; return 0; }
