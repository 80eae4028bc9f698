#pragma once

#include <cstdlib>

/// What must hold for every input; libFuzzer keeps the input for which it does not. Unlike assert()
/// it stands in every build.
#define FUZZ_REQUIRE(condition)                                                                                        \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            std::abort();                                                                                              \
    } while (false)
