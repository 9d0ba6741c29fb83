#import <Foundation/Foundation.h>
static long a, b, parts[2];
static NSConditionLock *done;
@interface Adder : NSObject
- (void) work: (id) which;
@end
@implementation Adder
- (void) work: (id) which
{
    int index = [which intValue];
    parts[index] = index ? b : a;
    [done lock];
    [done unlockWithCondition: [done condition] + 1];
}
@end
int main(void)
{
    if (scanf("%ld %ld", &a, &b) != 2) return 1;
    done = [[NSConditionLock alloc] initWithCondition: 0];
    Adder *adder = [Adder new];
    [NSThread detachNewThreadSelector: @selector(work:) toTarget: adder withObject: [NSNumber numberWithInt: 0]];
    [NSThread detachNewThreadSelector: @selector(work:) toTarget: adder withObject: [NSNumber numberWithInt: 1]];
    [done lockWhenCondition: 2];
    printf("%ld\n", parts[0] + parts[1]);
    return 0;
}
