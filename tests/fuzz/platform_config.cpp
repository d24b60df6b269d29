#include "cli/platform_config.hpp"

#include "base/codec.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <unistd.h>

namespace easel::fuzz {
namespace {

namespace fs = std::filesystem;

/// A folder of this process with a key beside the file that is read; gone at its end.
class Folder {
  public:
    Folder() : path_(fs::temp_directory_path() / ("easel-fuzz-" + std::to_string(::getpid()))) {
        fs::create_directories(path_);
        auto const key = fs::path(EASEL_SOURCE_DIR) / "fixtures/keys/probe.pem";
        fs::copy_file(key, path_ / "key.pem", fs::copy_options::overwrite_existing);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    [[nodiscard]] std::string write(std::string_view text) const {
        auto const file = path_ / "platform.yaml";
        std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
        return file.string();
    }

  private:
    fs::path path_;
};

/// What is printed on standard error while it lives.
class Printed {
  public:
    Printed() : before_(std::cerr.rdbuf(text_.rdbuf())) {}
    ~Printed() { std::cerr.rdbuf(before_); }
    Printed(Printed const&) = delete;
    Printed& operator=(Printed const&) = delete;
    [[nodiscard]] std::string text() const { return text_.str(); }

  private:
    std::ostringstream text_;
    std::streambuf* before_;
};

bool is_id(std::pair<std::string const, world::Id> const& named) {
    return named.second > 0;
}

} // namespace

void platform_config(std::string_view input) {
    static Folder const folder;
    cli::Run options;
    options.platform = "https://canvas.example";
    options.platform_config = folder.write(input);
    int exit_code = -1;
    std::string printed;
    auto const remote = [&] {
        Printed const listening;
        auto read = cli::load_remote(options, exit_code);
        printed = listening.text();
        return read;
    }();
    if (!remote) {
        require(exit_code == cli::exit_bad_file, "a wrong file has its exit code");
        require(!printed.empty(), "what is wrong is printed");
        if (base::is_valid_utf8(input)) require(base::is_valid_utf8(printed), "what is printed is text: " + printed);
        return;
    }
    require(exit_code == -1 && printed.empty(), "nothing is wrong: " + printed);
    require(remote->origin == "https://canvas.example" && !remote->client_id.empty(), "we know who and where we are");
    require(remote->key.is_private(), "we can sign");
    require(!remote->token_url.empty() && !remote->jwks_url.empty() && !remote->issuer.empty(), "URLs are known");
    for (auto const* ids : {&remote->courses, &remote->groups, &remote->line_items})
        require(std::ranges::all_of(*ids, is_id), "an id is a number");
}

} // namespace easel::fuzz
