/* An executable, as a source. */
#include "/usr/bin/true"
