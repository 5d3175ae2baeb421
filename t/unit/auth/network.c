#include "auth/network.h"

#include "../unit.h"

static void a_network_is_a_24_of_ipv4_and_a_64_of_ipv6(void **state)
{
    static const struct {
        const char *address, *network;
    } cases[] = {
        {"203.0.113.77", "203.0.113.0/24"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"::ffff:203.0.113.77", "203.0.113.0/24"},
        {"203.0.113.0/24", "203.0.113.0/24"},
        {"2001:db8:1:2::/64", "2001:db8:1:2::/64"},
        {"::1", "::/64"},
        {"", ""},
        {"nowhere", "nowhere"},
        {"1.2.3", "1.2.3"},
        {"2001:db8:1:2:3:4:5:6:7:8:9:0:1:2:3:4:5:6:7:8:9",
         "2001:db8:1:2:3:4:5:6:7:8:9:0:1:2:3:4:5:6:7:8:9"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(network_of(arena, cases[i].address), cases[i].network);
}

static void words_tell_the_network_that_one_is_in_from_others(void **state)
{
    static const struct {
        const char *address, *here, *words;
    } cases[] = {
        {"203.0.113.77", "203.0.113.4", "This network"},
        {"203.0.113.0/24", "203.0.113.4", "This network"},
        {"203.0.114.77", "203.0.113.4", "Another network"},
        {"2001:db8:1:2::9", "2001:db8:1:2:ffff::", "This network"},
        {"2001:db8:1:3::9", "2001:db8:1:2::", "Another network"},
        {"::ffff:203.0.113.77", "203.0.113.4", "This network"},
        {"192.168.1.4", "203.0.113.4", "A local network"},
        {"172.31.0.1", "203.0.113.4", "A local network"},
        {"172.32.0.1", "203.0.113.4", "Another network"},
        {"fd00::1", "203.0.113.4", "A local network"},
        {"fe80::1", "203.0.113.4", "A local network"},
        {"127.0.0.1", "203.0.113.4", "The server itself"},
        {"::1", "203.0.113.4", "The server itself"},
        {"", "203.0.113.4", "Unknown network"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(network_words(arena, cases[i].address, cases[i].here), cases[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_network_is_a_24_of_ipv4_and_a_64_of_ipv6),
        UNIT(words_tell_the_network_that_one_is_in_from_others),
    };

    return UNIT_RUN(tests);
}
