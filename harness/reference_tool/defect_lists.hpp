#pragma once

#include "reference_tool/reference_tool.hpp"

#include <vector>

/// Internal: defects by subject. Areas of docs/requirements.md stand behind @par Source.
namespace easel::reference_tool {

/// Third-party initiated logins; states, nonces and tokens that come again. @par Source requirements OIDC, REPLAY
[[nodiscard]] std::vector<Defect> login_defects();
[[nodiscard]] std::vector<Defect> replay_defects();
/// The id_token: its signature and the platform's keys, its claims. @par Source requirements LAUNCH, KEY
[[nodiscard]] std::vector<Defect> signature_defects();
[[nodiscard]] std::vector<Defect> claim_defects();
/// Roles, what is told about people, the roster. @par Source requirements ROLE, PRIV, SEC, NRPS
[[nodiscard]] std::vector<Defect> person_defects();
[[nodiscard]] std::vector<Defect> roster_defects();
/// The tool's own keys and its access tokens. @par Source requirements KEY, TOKEN
[[nodiscard]] std::vector<Defect> own_key_and_token_defects();
/// Line items, scores, results. @par Source requirements LI, SCORE, RES
[[nodiscard]] std::vector<Defect> line_item_defects();
[[nodiscard]] std::vector<Defect> score_defects();
[[nodiscard]] std::vector<Defect> result_defects();
/// What a tool makes of refusals, throttles and pages. @par Source requirements ERR, THR
[[nodiscard]] std::vector<Defect> reaction_defects();
[[nodiscard]] std::vector<Defect> trouble_defects();
/// @par Source requirements DL
[[nodiscard]] std::vector<Defect> deep_linking_defects();
/// Dynamic Registration. @par Source requirements REG
[[nodiscard]] std::vector<Defect> registration_defects();
/// The configurations that it shows of itself. @par Source requirements CFG
[[nodiscard]] std::vector<Defect> configuration_defects();
/// What browsers see: cookies, frames, pages, scripts. @par Source requirements B.17, B.19
[[nodiscard]] std::vector<Defect> browser_defects();
/// Where in Canvas a tool shows. @par Source requirements PLACE
[[nodiscard]] std::vector<Defect> placement_defects();
/// Launches of LTI 1.1. @par Source requirements B.15
[[nodiscard]] std::vector<Defect> lti11_defects();
/// The Outcomes service. @par Source requirements B.16
[[nodiscard]] std::vector<Defect> outcome_defects();

} // namespace easel::reference_tool
