/* lorehall: the program. */
#include "base/log.h"
#include "command.h"

int main(int argc, char **argv)
{
    log_open("lorehall", LOG_LEVEL_WARNING);
    return command_line(argc, argv);
}
