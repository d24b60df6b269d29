package quiz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.util.HtmlUtils;
import uk.ac.ox.ctl.lti13.TokenRetriever;
import uk.ac.ox.ctl.lti13.lti.Claims;
import uk.ac.ox.ctl.lti13.lti.Role;

/** The app's pages, and the calls of the grade service, for which the library has the token only. */
@RestController
class Pages {

    private static final String ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
    private static final String SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    private static final String CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission";
    private static final int SCORE_MAXIMUM = 100;

    private final ClientRegistrationRepository registrations;
    private final TokenRetriever tokens;
    private final JWKSet keys;

    Pages(ClientRegistrationRepository registrations, TokenRetriever tokens, JWKSet keys) {
        this.registrations = registrations;
        this.tokens = tokens;
        this.keys = keys;
    }

    private static String page(OidcUser user, CsrfToken csrf, String title, String message, boolean failed) {
        var roles = Optional.ofNullable(user.getClaimAsStringList(Claims.ROLES)).orElse(List.of());
        var body = new StringBuilder("<h1>" + HtmlUtils.htmlEscape(title) + "</h1>\n");
        var token = "<input type=\"hidden\" name=\"_csrf\" value=\"" + csrf.getToken() + "\">";
        if (roles.contains(Role.Context.INSTRUCTOR)) body.append("<h2>Configure</h2>\n");
        else if (roles.contains(Role.Context.LEARNER)) body.append("<h2>Start attempt</h2>\n");
        body.append("<form method=\"post\" action=\"/grade\">").append(token)
                .append("<input name=\"fraction\" value=\"1\"><button>Hand in</button></form>\n");
        if (!message.isEmpty()) {
            body.append("<p class=\"").append(failed ? "error" : "done").append("\">")
                    .append(HtmlUtils.htmlEscape(message)).append("</p>\n");
        }
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Quiz</title></head>\n"
                + "<body data-user=\"" + HtmlUtils.htmlEscape(user.getName()) + "\">\n" + body + "</body></html>\n";
    }

    @GetMapping(value = "/quiz", produces = "text/html;charset=UTF-8")
    String quiz(@AuthenticationPrincipal OidcUser user, CsrfToken csrf) {
        return page(user, csrf, "Welcome " + Optional.ofNullable(user.getFullName()).orElse(""), "", false);
    }

    @GetMapping(value = "/me", produces = "text/html;charset=UTF-8")
    String me(@AuthenticationPrincipal OidcUser user, CsrfToken csrf) {
        return page(user, csrf, "Signed in", "", false);
    }

    @PostMapping(value = "/grade", produces = "text/html;charset=UTF-8")
    String grade(OAuth2AuthenticationToken launch, CsrfToken csrf, @RequestParam double fraction) {
        return putGrade(launch, csrf, fraction, Map.of());
    }

    @PostMapping(value = "/regrade", produces = "text/html;charset=UTF-8")
    String regrade(OAuth2AuthenticationToken launch, CsrfToken csrf, @RequestParam double fraction) {
        return putGrade(launch, csrf, fraction, Map.of(CANVAS_SUBMISSION, Map.of("new_submission", false)));
    }

    private String putGrade(OAuth2AuthenticationToken launch, CsrfToken csrf, double fraction, Map<String, ?> more) {
        var user = (OidcUser) launch.getPrincipal();
        var roles = Optional.ofNullable(user.getClaimAsStringList(Claims.ROLES)).orElse(List.of());
        if (!roles.contains(Role.Context.LEARNER)) return page(user, csrf, "Quiz", "Only students are graded", false);
        var endpoint = Optional.ofNullable(user.getClaimAsMap(ENDPOINT)).orElse(Map.of());
        if (!(endpoint.get("lineitem") instanceof String lineItem) || lineItem.isEmpty()) {
            return page(user, csrf, "Quiz", "Nothing to grade here", false);
        }
        var score = new HashMap<String, Object>(Map.of(
                "userId", user.getSubject(),
                "scoreGiven", fraction * SCORE_MAXIMUM,
                "scoreMaximum", SCORE_MAXIMUM,
                "timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                "activityProgress", "Completed",
                "gradingProgress", "FullyGraded"));
        score.putAll(more);
        try {
            var registration = registrations.findByRegistrationId(launch.getAuthorizedClientRegistrationId());
            var headers = authorized(registration, "score");
            headers.setContentType(MediaType.valueOf("application/vnd.ims.lis.v1.score+json"));
            new RestTemplate().exchange(
                    scores(lineItem), HttpMethod.POST, new HttpEntity<>(score, headers), String.class);
            return page(user, csrf, "Quiz", "Score sent", false);
        } catch (RestClientException | OAuth2AuthorizationException | JOSEException refusal) {
            return page(user, csrf, "Quiz", "Score refused: " + refusal.getMessage(), true);
        }
    }

    private HttpHeaders authorized(ClientRegistration registration, String scope) throws JOSEException {
        var headers = new HttpHeaders();
        headers.setBearerAuth(tokens.getToken(registration, SCOPE + scope).getAccessToken().getTokenValue());
        return headers;
    }

    /** The scores of a line item, whose address may have a query. */
    private static URI scores(String lineItem) {
        int query = lineItem.indexOf('?');
        var path = query < 0 ? lineItem : lineItem.substring(0, query);
        return URI.create((path.endsWith("/") ? path : path + "/") + "scores" + (query < 0 ? "" : lineItem.substring(query)));
    }

    @GetMapping("/jwks")
    Map<String, Object> jwks() {
        return keys.toJSONObject();
    }

    @GetMapping("/healthz")
    String healthz() {
        return "ok";
    }
}
