// The configurations that a correct tool shows.
#include "wire_scene.hpp"

namespace easel::check::test {
namespace {

void add_configuration(Scene& scene, std::string const& accept, std::string const& type, std::string body) {
    Exchange exchange;
    exchange.from = traffic::Party::platform;
    exchange.to = traffic::Party::tool;
    exchange.kind = CallKind::tool_configuration;
    exchange.request.headers.set("Accept", accept);
    http::Response response;
    response.status = 200;
    response.headers.set("Content-Type", type);
    response.body = std::move(body);
    exchange.response = std::move(response);
    scene.add(std::move(exchange));
}

} // namespace

std::string right_xml() {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
    xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0"
    xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0">
  <blti:title>Lab</blti:title>
  <blti:launch_url>https://tool.test/lti?a=1&amp;b=2</blti:launch_url>
  <blti:icon>https://tool.test/icon.png</blti:icon>
  <blti:extensions platform="canvas.instructure.com">
    <lticm:property name="privacy_level">public</lticm:property>
    <lticm:property name="domain">tool.test</lticm:property>
    <lticm:options name="course_navigation">
      <lticm:property name="enabled">true</lticm:property>
      <lticm:options name="labels"><lticm:property name="es">Laboratorio</lticm:property></lticm:options>
    </lticm:options>
    <lticm:options name="editor_button">
      <lticm:property name="url">https://pick.tool.test/</lticm:property>
      <lticm:property name="message_type">ContentItemSelectionRequest</lticm:property>
      <lticm:property name="selection_width">500</lticm:property>
      <lticm:property name="selection_height">300</lticm:property>
    </lticm:options>
  </blti:extensions>
</cartridge_basiclti_link>
)";
}

std::string right_json() {
    return R"({
  "title": "Lab",
  "description": "Cells",
  "target_link_uri": "https://tool.test/launch",
  "oidc_initiation_url": "https://tool.test/login",
  "public_jwk_url": "https://tool.test/jwks.json",
  "scopes": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
  "extensions": []
})";
}

Scene correct_with_configurations() {
    auto scene = correct_with_registrations();
    add_configuration(scene, "application/xml, text/xml", "application/xml; charset=utf-8", right_xml());
    add_configuration(scene, "application/json", "application/json", right_json());
    return scene;
}

} // namespace easel::check::test
