/* The one program. What each command does is in src/cli. */
#include <stdio.h>

int main(void)
{
    puts("kentongan " KENTONGAN_VERSION);
    return 0;
}
