#include "auth/agent.h"

#include "../unit.h"

static const struct {
    const char *agent, *browser, *system;
} known[] = {
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "HeadlessChrome/156.0.0.0 Safari/537.36",
     "Chrome", "Linux"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
     "Edge", "Windows"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox",
     "Windows"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/18.1 Safari/605.1.15",
     "Safari", "macOS"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
     "Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
     "Safari", "iPhone"},
    {"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
     "Chrome", "iPad"},
    {"Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) "
     "SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
     "Samsung Internet", "Android"},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
     "Safari/537.36 OPR/116.0.0.0",
     "Opera", "Linux"},
    {"curl/7.88.1", "curl", NULL},
    {"PhoneX", NULL, NULL},
    {"", NULL, NULL},
};

static void a_browser_and_its_system_have_the_names_that_people_know(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *browser = agent_browser(known[i].agent), *system = agent_system(known[i].agent);

        assert_string_equal(browser != NULL ? browser : "-",
                            known[i].browser != NULL ? known[i].browser : "-");
        assert_string_equal(system != NULL ? system : "-",
                            known[i].system != NULL ? known[i].system : "-");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_browser_and_its_system_have_the_names_that_people_know),
    };

    return UNIT_RUN(tests);
}
