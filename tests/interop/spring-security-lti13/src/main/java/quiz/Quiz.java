package quiz;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.http.HttpStatus;
import uk.ac.ox.ctl.lti13.KeyPairService;
import uk.ac.ox.ctl.lti13.Lti13Configurer;
import uk.ac.ox.ctl.lti13.SingleKeyPairService;
import uk.ac.ox.ctl.lti13.TokenRetriever;
import uk.ac.ox.ctl.lti13.security.oauth2.client.lti.web.OAuth2AuthorizationRequestRedirectFilter;
import uk.ac.ox.ctl.lti13.security.oauth2.client.lti.web.OIDCInitiatingLoginRequestResolver;
import uk.ac.ox.ctl.lti13.security.oauth2.client.lti.web.OptimisticAuthorizationRequestRepository;

/**
 * A quiz tool on spring-security-lti13, put together as the library's demo shows.
 *
 * <p>What the library decides is left to it: the app adds pages and the calls of the grade service, for which the
 * library has the token only, and no check of its own. What it was told about its platform comes from the LTI_*
 * variables of its environment, where it runs from PORT; see application.properties.
 */
@SpringBootApplication
public class Quiz {

    private static final String KEY_ID = "quiz";

    public static void main(String[] arguments) {
        SpringApplication.run(Quiz.class, arguments);
    }

    @Bean
    KeyPair keyPair() throws NoSuchAlgorithmException {
        return KeyPairGenerator.getInstance("RSA").generateKeyPair();
    }

    @Bean
    KeyPairService keyPairService(KeyPair keyPair) {
        return new SingleKeyPairService(keyPair, KEY_ID);
    }

    @Bean
    TokenRetriever tokenRetriever(KeyPairService keyPairService) {
        return new TokenRetriever(keyPairService);
    }

    @Bean
    JWKSet jwkSet(KeyPair keyPair) {
        return new JWKSet(new RSAKey.Builder((RSAPublicKey) keyPair.getPublic())
                .keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).keyID(KEY_ID).build());
    }

    /**
     * The library's demo has a login address for each registration. Here all share one, and the login's client_id
     * tells which it is for: what its resolver of registrations is there for.
     */
    static class OneLoginAddress extends Lti13Configurer {
        @Override
        protected OAuth2AuthorizationRequestRedirectFilter configureInitiationFilter(
                ClientRegistrationRepository registrations, OptimisticAuthorizationRequestRepository requests) {
            var filter = new OAuth2AuthorizationRequestRedirectFilter(
                    new OIDCInitiatingLoginRequestResolver(registrations, request -> {
                        if (!request.getRequestURI().equals(ltiPath + loginInitiationPath)) return null;
                        // A browser that has been here before: cookies work, and no script has to find that out.
                        request.setAttribute(OptimisticAuthorizationRequestRepository.ATTRIBUTE_NAME, true);
                        var clientId = request.getParameter("client_id");
                        if (clientId == null) return "canvas";
                        for (var registration : (InMemoryClientRegistrationRepository) registrations) {
                            if (registration.getClientId().equals(clientId)) return registration.getRegistrationId();
                        }
                        return "unknown";
                    }));
            filter.setAuthorizationRequestRepository(requests);
            return filter;
        }
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, @Value("${LTI_AUTH_URL}") URI platform) throws Exception {
        http.authorizeHttpRequests(requests -> requests
                .requestMatchers("/jwks", "/healthz", "/error").permitAll().anyRequest().authenticated());
        http.exceptionHandling(trouble ->
                trouble.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)));
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(
                "frame-ancestors " + platform.getScheme() + "://" + platform.getAuthority())));
        http.with(new OneLoginAddress(), lti ->
                lti.setSecurityContextRepository(new HttpSessionSecurityContextRepository()));
        return http.build();
    }
}
