/* The one program. What each command does is in src/cli. */
#include "cli/command.h"

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
