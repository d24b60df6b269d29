#include "report/html_parts.hpp"

#include <array>
#include <stdexcept>
#include <zlib.h>

namespace easel::report::detail {

namespace {

constexpr int gzip_window = 15 + 16; // 16 more: gzip's own head and foot

unsigned char* bytes_of(std::string_view text) {
    // zlib reads through a pointer that it does not call const.
    return const_cast<unsigned char*>(reinterpret_cast<unsigned char const*>(text.data()));
}

template <class Step>
int run_to_the_end(z_stream& stream, std::string& out, std::size_t most, Step const& step) {
    std::array<unsigned char, 64 * 1024> room{};
    for (int state = Z_OK; state == Z_OK;) {
        stream.next_out = room.data();
        stream.avail_out = static_cast<unsigned>(room.size());
        state = step(&stream);
        auto const made = room.size() - stream.avail_out;
        if (out.size() + made > most) return Z_MEM_ERROR;
        out.append(reinterpret_cast<char const*>(room.data()), made);
        if (state != Z_OK) return state;
    }
    return Z_OK;
}

} // namespace

std::string pack(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    stream.next_in = bytes_of(text);
    stream.avail_in = static_cast<unsigned>(text.size());
    std::string out;
    auto const state =
        run_to_the_end(stream, out, out.max_size(), [](z_stream* one) { return deflate(one, Z_FINISH); });
    deflateEnd(&stream);
    if (state != Z_STREAM_END) throw std::logic_error("zlib packed only a part");
    return out;
}

std::optional<std::string> unpack(std::string_view packed, std::size_t most) {
    z_stream stream{};
    if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc();
    stream.next_in = bytes_of(packed);
    stream.avail_in = static_cast<unsigned>(packed.size());
    std::string out;
    auto const state = run_to_the_end(stream, out, most, [](z_stream* one) { return inflate(one, Z_NO_FLUSH); });
    inflateEnd(&stream);
    if (state != Z_STREAM_END) return std::nullopt;
    return out;
}

} // namespace easel::report::detail
