#include "base/accept.h"

#include "../unit.h"

static void gzip_is_for_who_takes_it(void **state)
{
    (void)state;
    assert_true(accepts_coding("gzip", "gzip"));
    assert_true(accepts_coding("gzip, deflate, br, zstd", "gzip"));
    assert_true(accepts_coding("br;q=1.0,GZIP ; q=0.001", "gzip"));
    assert_true(accepts_coding("*", "gzip"));
    assert_true(accepts_coding("*;q=0, gzip", "gzip"));
}

static void and_for_nobody_else(void **state)
{
    (void)state;
    assert_false(accepts_coding("", "gzip"));
    assert_false(accepts_coding("identity", "gzip"));
    assert_false(accepts_coding("gzip;q=0", "gzip"));
    assert_false(accepts_coding("identity, gzip; q=0.000, *;q=0", "gzip"));
    assert_false(accepts_coding("*, gzip;q=0", "gzip"));
    assert_false(accepts_coding("xgzip, gzipped, x-gzip", "gzip"));
    assert_false(accepts_coding(",;gzip, ;q=1,", "gzip"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(gzip_is_for_who_takes_it),
        UNIT(and_for_nobody_else),
    };

    return UNIT_RUN(tests);
}
