// libFuzzer's entry for one target; what the target throws ends the program and is reported.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace easel::fuzz {
void EASEL_FUZZ_TARGET(std::string_view input);
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    easel::fuzz::EASEL_FUZZ_TARGET({reinterpret_cast<char const*>(data), size});
    return 0;
}
