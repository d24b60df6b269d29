#include "oauth1/oauth1.hpp"

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>

namespace easel::fuzz {

/// First line: an Authorization header. Second: a URL. Third: a shared secret. The rest: a form.
void oauth1(std::string_view input) {
    auto const header = take_line(input);
    auto const address = take_line(input);
    std::string const secret(take_line(input));
    if (auto const read = oauth1::read_authorization(header)) {
        auto const again = oauth1::read_authorization(oauth1::authorization_header(*read));
        require(again.has_value() && *again == *read, "a header reads as it was printed");
    }
    auto const form = base::form_decode(input);
    auto turned = form;
    std::reverse(turned.begin(), turned.end());
    auto const normalized = oauth1::normalized(form);
    require(normalized == oauth1::normalized(turned), "the order of parameters does not matter");
    require(normalized.find(' ') == std::string::npos, "everything is encoded");

    auto const url = base::parse_url(address);
    if (!url) return;
    require(oauth1::base_uri(*url).find('?') == std::string::npos, "the base URI has no query");
    auto made = oauth1::signed_form(*url, form, {"key", secret}, {"nonce", {}});
    // What the form brings along of the protocol's own parameters comes behind; whoever verifies reads the first.
    bool const repeats = std::any_of(form.begin(), form.end(), [](auto const& each) {
        return each.first.starts_with("oauth_");
    });
    if (repeats) return;
    auto counted = base::form_decode(url->query);
    bool const in_query = base::find(counted, "oauth_signature") != nullptr ||
                          base::find(counted, "oauth_signature_method") != nullptr;
    counted.insert(counted.end(), made.begin(), made.end());
    if (in_query) return;
    require(oauth1::is_signed_by(secret, "POST", *url, counted), "what was signed verifies");
    require(!oauth1::is_signed_by(secret + "x", "POST", *url, counted), "with this secret only");
    counted.emplace_back("added", "1");
    require(!oauth1::is_signed_by(secret, "POST", *url, counted), "and with these parameters only");
}

} // namespace easel::fuzz
