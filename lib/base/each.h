/* The preprocessor's loop: EACH(M, X, A, B, C) is M(X, A) M(X, B) M(X, C), of up to 44 items. */
#ifndef LOREHALL_BASE_EACH_H
#define LOREHALL_BASE_EACH_H

#define EACH(M, X, ...) EACH_COUNTED(EACH_COUNT(__VA_ARGS__), M, X, __VA_ARGS__)

/* A chain of lines rather than rescans of one: a compiler prints the way to an error in an item. */
#define EACH_0(M, X, ...)
#define EACH_1(M, X, A, ...) M(X, A)
#define EACH_2(M, X, A, ...) M(X, A) EACH_1(M, X, __VA_ARGS__)
#define EACH_3(M, X, A, ...) M(X, A) EACH_2(M, X, __VA_ARGS__)
#define EACH_4(M, X, A, ...) M(X, A) EACH_3(M, X, __VA_ARGS__)
#define EACH_5(M, X, A, ...) M(X, A) EACH_4(M, X, __VA_ARGS__)
#define EACH_6(M, X, A, ...) M(X, A) EACH_5(M, X, __VA_ARGS__)
#define EACH_7(M, X, A, ...) M(X, A) EACH_6(M, X, __VA_ARGS__)
#define EACH_8(M, X, A, ...) M(X, A) EACH_7(M, X, __VA_ARGS__)
#define EACH_9(M, X, A, ...) M(X, A) EACH_8(M, X, __VA_ARGS__)
#define EACH_10(M, X, A, ...) M(X, A) EACH_9(M, X, __VA_ARGS__)
#define EACH_11(M, X, A, ...) M(X, A) EACH_10(M, X, __VA_ARGS__)
#define EACH_12(M, X, A, ...) M(X, A) EACH_11(M, X, __VA_ARGS__)
#define EACH_13(M, X, A, ...) M(X, A) EACH_12(M, X, __VA_ARGS__)
#define EACH_14(M, X, A, ...) M(X, A) EACH_13(M, X, __VA_ARGS__)
#define EACH_15(M, X, A, ...) M(X, A) EACH_14(M, X, __VA_ARGS__)
#define EACH_16(M, X, A, ...) M(X, A) EACH_15(M, X, __VA_ARGS__)
#define EACH_17(M, X, A, ...) M(X, A) EACH_16(M, X, __VA_ARGS__)
#define EACH_18(M, X, A, ...) M(X, A) EACH_17(M, X, __VA_ARGS__)
#define EACH_19(M, X, A, ...) M(X, A) EACH_18(M, X, __VA_ARGS__)
#define EACH_20(M, X, A, ...) M(X, A) EACH_19(M, X, __VA_ARGS__)
#define EACH_21(M, X, A, ...) M(X, A) EACH_20(M, X, __VA_ARGS__)
#define EACH_22(M, X, A, ...) M(X, A) EACH_21(M, X, __VA_ARGS__)
#define EACH_23(M, X, A, ...) M(X, A) EACH_22(M, X, __VA_ARGS__)
#define EACH_24(M, X, A, ...) M(X, A) EACH_23(M, X, __VA_ARGS__)
#define EACH_25(M, X, A, ...) M(X, A) EACH_24(M, X, __VA_ARGS__)
#define EACH_26(M, X, A, ...) M(X, A) EACH_25(M, X, __VA_ARGS__)
#define EACH_27(M, X, A, ...) M(X, A) EACH_26(M, X, __VA_ARGS__)
#define EACH_28(M, X, A, ...) M(X, A) EACH_27(M, X, __VA_ARGS__)
#define EACH_29(M, X, A, ...) M(X, A) EACH_28(M, X, __VA_ARGS__)
#define EACH_30(M, X, A, ...) M(X, A) EACH_29(M, X, __VA_ARGS__)
#define EACH_31(M, X, A, ...) M(X, A) EACH_30(M, X, __VA_ARGS__)
#define EACH_32(M, X, A, ...) M(X, A) EACH_31(M, X, __VA_ARGS__)
#define EACH_33(M, X, A, ...) M(X, A) EACH_32(M, X, __VA_ARGS__)
#define EACH_34(M, X, A, ...) M(X, A) EACH_33(M, X, __VA_ARGS__)
#define EACH_35(M, X, A, ...) M(X, A) EACH_34(M, X, __VA_ARGS__)
#define EACH_36(M, X, A, ...) M(X, A) EACH_35(M, X, __VA_ARGS__)
#define EACH_37(M, X, A, ...) M(X, A) EACH_36(M, X, __VA_ARGS__)
#define EACH_38(M, X, A, ...) M(X, A) EACH_37(M, X, __VA_ARGS__)
#define EACH_39(M, X, A, ...) M(X, A) EACH_38(M, X, __VA_ARGS__)
#define EACH_40(M, X, A, ...) M(X, A) EACH_39(M, X, __VA_ARGS__)
#define EACH_41(M, X, A, ...) M(X, A) EACH_40(M, X, __VA_ARGS__)
#define EACH_42(M, X, A, ...) M(X, A) EACH_41(M, X, __VA_ARGS__)
#define EACH_43(M, X, A, ...) M(X, A) EACH_42(M, X, __VA_ARGS__)
#define EACH_44(M, X, A, ...) M(X, A) EACH_43(M, X, __VA_ARGS__)

/* clang-format off */
#define EACH_COUNT(...)                                                                            \
    EACH_45TH(__VA_ARGS__ __VA_OPT__(,)                                                            \
        44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21,            \
        20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define EACH_45TH(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17, A18, \
                  A19, A20, A21, A22, A23, A24, A25, A26, A27, A28, A29, A30, A31, A32, A33, A34, \
                  A35, A36, A37, A38, A39, A40, A41, A42, A43, A44, N, ...) N
/* clang-format on */

#define EACH_COUNTED(N, ...) EACH_COUNTED_(N, __VA_ARGS__)
#define EACH_COUNTED_(N, ...) EACH_##N(__VA_ARGS__)

#endif
