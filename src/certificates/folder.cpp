// The authority's files.
#include "certificates/certificates.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace easel::certificates {
namespace {

namespace fs = std::filesystem;

base::Fault at(fs::path const& path, base::FaultKind kind, std::string why) {
    return base::Fault{kind, std::move(why), path.string()};
}

constexpr std::string_view certificate_mark = "-----BEGIN CERTIFICATE-----";

std::string read(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A new file in one step: whoever looks sees all of it or none. `mode` holds from its first byte on.
base::Result<void> write(fs::path const& path, std::string const& text, mode_t mode) {
    auto const fresh = path.string() + ".new";
    int const file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0) return at(path, base::FaultKind::io, std::string("cannot be written: ") + std::strerror(errno));
    bool good = ::fchmod(file, mode) == 0;
    std::size_t done = 0;
    while (good && done < text.size()) {
        auto const n = ::write(file, text.data() + done, text.size() - done);
        good = n > 0;
        if (good) done += static_cast<std::size_t>(n);
    }
    auto const why = errno;
    ::close(file);
    if (good && ::rename(fresh.c_str(), path.c_str()) == 0) return {};
    ::unlink(fresh.c_str());
    return at(path, base::FaultKind::io, std::string("cannot be written: ") + std::strerror(good ? errno : why));
}

} // namespace

base::Result<Local> local(std::string const& folder, std::vector<std::string> const& hosts, base::Instant now) {
    fs::path const place(folder);
    std::error_code ec;
    fs::create_directories(place, ec);
    if (ec) return at(place, base::FaultKind::io, "cannot be made: " + ec.message());
    auto const certificate_file = place / "ca.pem";
    auto const key_file = place / "ca-key.pem";
    auto const other = [&] {
        return at(place, base::FaultKind::bad_file, "ca.pem and ca-key.pem are no certificate authority with its key");
    };
    // The key's file holds the certificate too, so that no crash can part them; ca.pem is the copy to be given away.
    Pair authority;
    auto const copy = read(certificate_file);
    if (fs::exists(key_file, ec)) {
        auto const both = read(key_file);
        auto const second = std::min(both.find(certificate_mark), both.size());
        authority = {both.substr(second), both.substr(0, second)};
        if (!is_authority(authority) || (!copy.empty() && !copy.starts_with(certificate_mark))) return other();
    } else if (fs::exists(certificate_file, ec)) {
        return other();
    }
    if (authority.certificate.empty() || expires_before(authority, now + server_life)) {
        auto made = make_authority(now);
        if (!made) return made.error();
        authority = std::move(*made);
        auto const kept = write(key_file, authority.key + authority.certificate, 0600);
        if (!kept) return kept.error();
    }
    if (copy != authority.certificate) {
        if (auto const kept = write(certificate_file, authority.certificate, 0644); !kept) return kept.error();
    }
    auto server = make_server(authority, hosts, now);
    if (!server) return server.error();
    return Local{certificate_file.string(), std::move(*server)};
}

} // namespace easel::certificates
