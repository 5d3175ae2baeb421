/* How often somebody may do something: each route is of a class, and each class has its budget. */
#ifndef LOREHALL_AUTH_LIMIT_H
#define LOREHALL_AUTH_LIMIT_H

/* What a request spends. */
enum rate_class {
    RATE_PAGE,     /* what is read */
    RATE_SEARCH,   /* what is looked for in all there is */
    RATE_WRITE,    /* what is written or changed */
    RATE_VOTE,     /* ratings */
    RATE_THREAD,   /* new threads */
    RATE_REGISTER, /* new accounts */
    RATE_LOGIN,    /* passwords that are tried */
    RATE_UPLOAD,   /* files that are sent */
    RATE_EXPORT,   /* long lists */
    RATE_LIVE,     /* live connections */
    RATE_FREE,     /* nothing: it must always be possible */
    RATE_CLASSES,
};

/* Its name, as shown to administrators: "page", "search", … */
const char *rate_class_name(enum rate_class rate);

#endif
