#include "web/sites/accent.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Raise it whenever shades come out otherwise: their addresses are kept by browsers for good. */
#define ACCENT_VERSION "1"

#define CONTRAST_MIN 4.5
#define STEPS 64 /* from a colour to white or black */

const char *const site_accents[] = {"ember", "verdant", "azure", NULL};

struct color {
    double part[3]; /* red, green, blue: 0 to 1, as sRGB writes them */
};

/* What an accent stands on in each theme, as static/css/site.css has it: --ground, --page, --raised,
 * --on-accent (which stands on it), and how much of the accent is in --wash, over --page. */
struct theme {
    const char *grounds[4];
    double wash;
    double towards; /* where its shades lie: 1 white, 0 black */
};

static const struct theme dark = {{"#1b1713", "#241f19", "#2d271f", "#1b1713"}, 0.14, 1};
static const struct theme light = {{"#efe8db", "#fbf7ef", "#f4edde", "#fffaf1"}, 0.10, 0};

static struct color color_of(const char *text)
{
    unsigned long number = strtoul(text + 1, NULL, 16);
    struct color color;

    for (int i = 0; i < 3; i++)
        color.part[i] = (double)(number >> (16 - 8 * i) & 0xFF) / 255;
    return color;
}

static void color_text(struct color color, char text[static ACCENT_COLOR_SIZE])
{
    unsigned long number = 0;

    for (int i = 0; i < 3; i++)
        number = number << 8 | (unsigned long)lround(color.part[i] * 255);
    snprintf(text, ACCENT_COLOR_SIZE, "#%06lx", number & 0xFFFFFF);
}

/* SHARE of the first, the rest of the second. */
static struct color color_mix(struct color first, struct color second, double share)
{
    struct color mixed;

    for (int i = 0; i < 3; i++)
        mixed.part[i] = first.part[i] * share + second.part[i] * (1 - share);
    return mixed;
}

/* Relative luminance, as WCAG 2.2 defines it. */
static double luminance(struct color color)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int i = 0; i < 3; i++)
        sum += weights[i] * (color.part[i] <= 0.04045 ? color.part[i] / 12.92
                                                      : pow((color.part[i] + 0.055) / 1.055, 2.4));
    return sum;
}

static double contrast(struct color a, struct color b)
{
    double first = luminance(a), second = luminance(b);

    return first > second ? (first + 0.05) / (second + 0.05) : (second + 0.05) / (first + 0.05);
}

/* The least that a colour has with what it stands on. */
static double contrast_least(struct color color, const struct theme *theme)
{
    double least = contrast(color, color_mix(color, color_of(theme->grounds[1]), theme->wash));

    for (size_t i = 0; i < sizeof theme->grounds / sizeof theme->grounds[0]; i++)
        least = fmin(least, contrast(color, color_of(theme->grounds[i])));
    return least;
}

static struct accent_shade shade_of(const char *text, const struct theme *theme)
{
    const struct color color = color_of(text);
    const struct color end = {{theme->towards, theme->towards, theme->towards}};
    struct accent_shade shade = {.adjusted = false};

    for (int step = 0; step <= STEPS; step++) {
        color_text(color_mix(end, color, (double)step / STEPS), shade.color);
        shade.contrast = contrast_least(color_of(shade.color), theme);
        shade.adjusted = step > 0;
        if (shade.contrast >= CONTRAST_MIN)
            break;
    }
    return shade;
}

bool accent_is_color(const char *accent)
{
    return accent[0] == '#' && strlen(accent) == ACCENT_COLOR_SIZE - 1 &&
           strspn(accent + 1, "0123456789abcdef") == ACCENT_COLOR_SIZE - 2;
}

bool accent_valid(const char *accent)
{
    for (size_t i = 0; site_accents[i] != NULL; i++)
        if (strcmp(site_accents[i], accent) == 0)
            return true;
    return accent_is_color(accent);
}

struct accent_shades accent_shades(const char *color)
{
    return (struct accent_shades){shade_of(color, &dark), shade_of(color, &light)};
}

const char *accent_path(struct arena *arena, const char *accent)
{
    return accent_is_color(accent)
               ? arena_format(arena, "/accent/" ACCENT_VERSION "-%s.css", accent + 1)
               : NULL;
}

const char *accent_style(struct arena *arena, const char *name)
{
    static const char begin[] = ACCENT_VERSION "-";
    char color[ACCENT_COLOR_SIZE] = "#";
    struct accent_shades shades;

    if (strncmp(name, begin, strlen(begin)) != 0 ||
        strlen(name) != strlen(begin) + 6 + strlen(".css") ||
        strcmp(name + strlen(begin) + 6, ".css") != 0)
        return NULL;
    memcpy(color + 1, name + strlen(begin), 6);
    if (!accent_is_color(color))
        return NULL;
    shades = accent_shades(color);
    return arena_format(arena,
                        "[data-accent=\"own\"] {\n  --dark-accent: %s;\n"
                        "  --light-accent: %s;\n}\n",
                        shades.dark.color, shades.light.color);
}
