#pragma once

/// One throw-away RSA key of 1024 bits in every form, an EC key, and a signature, all written by the openssl command.
namespace easel::jose::samples {

inline constexpr char const* pkcs1 = R"(-----BEGIN RSA PRIVATE KEY-----
MIICXAIBAAKBgQCqA16KmFAHeSv2I2rjcg6z535ytZdyMLknmFX5ctOasnfAFTEU
BwHLZFtC+398Q6zmZOCk7wvqmHCQs0pLz6gOHvo9gmrT9JFQJxyMOxt4uMQ6sN+7
slQudqDadp8EUWCoiWdhVvSBYtPIZZk/7ZxB5l6v6Lqxjb1PIhfTZfvKbQIDAQAB
AoGAPH48aoYtm6si2E7b3pgb4SmSlZBFlez+RLdwh/SylE3CTEd+Egk4Oz23N0sz
nmyaHdRxFl60V8Hr86DH49e8jM0Ku4QuDcsJAVB2EJDhgQKkIh+FtKLUDtHE9W7F
GdugtEjV++5ijjJPDjKbKX7f+J8PwLr03+VSdQHIITu546ECQQDcaKlRy+wU00V4
3d0VGutvOki/Xq4cLuqSc6Byy8yFHzNXnd+SqmSE5/1GGkDxnl0koQHN/ifMcdc8
GrZJH8p5AkEAxXdvB585c6oZ/XWNgw1olexjkjzHMEhPt3naH6NNZRk+5sgENJGj
4MAr7qlFmHVisrJdJ5MFMQQKbrLKlJYClQJBALMljpoheZ3jqw/2pP/GhZ4+bWq+
dh4KNDcdLEiiRXXeSkjo1RPM0y8DsOUN6cN5yJNBGspnzclqrlr4CzmcUWECQGpT
4lRPV2dBq9b/6mAr4yn/bKo80eDcvxgDpAEvNKiAjI9GGoWX+o81yzIqsY/jfW7N
fj2l+8Cl9VwgJ9cUY3UCQBgyzVf1hBRt7mA8GBpyuRw8cQ9p1cx+s125zH2deFhp
kdMJJIPSv6TyMK5KSiH0XCM2hJ3omZrOYlhTWOeun38=
-----END RSA PRIVATE KEY-----
)";

inline constexpr char const* pkcs1_public = R"(-----BEGIN RSA PUBLIC KEY-----
MIGJAoGBAKoDXoqYUAd5K/YjauNyDrPnfnK1l3IwuSeYVfly05qyd8AVMRQHActk
W0L7f3xDrOZk4KTvC+qYcJCzSkvPqA4e+j2CatP0kVAnHIw7G3i4xDqw37uyVC52
oNp2nwRRYKiJZ2FW9IFi08hlmT/tnEHmXq/ourGNvU8iF9Nl+8ptAgMBAAE=
-----END RSA PUBLIC KEY-----
)";

inline constexpr char const* ec = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgToHZYLCrPldSuFea
QMArAisiZpBfthmZAkamEM3Lhp2hRANCAARznvvgFYIrRAznMHA7UR90ORCuR5Ci
2lEAMzOtGBaNWdjvBAOYZsosPt60YoMCqQ//TA4roSSqcvseJQoxwfe1
-----END PRIVATE KEY-----
)";

inline constexpr char const* encrypted = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIIC3TBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIvHT8Z4nU7L4CAggA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBDbPnLo9W0WA8bifvQm8BJGBIIC
gN+dSmK9ZOMyRnNQ+y8Cib0dnxKLvuJwifeZaa1WVQzWORnLKhI/KNcGsFvch5wK
9BrL3Pr4PdN4LDWEplQ6WhYIY2R63PyFgsju6ytbsNdpNLVxHJx+o/UksBnKVw/h
mxf4ZrPw3/VX39N35s94ZeFcOum2pbj4k7zLwVPpM+HpuG6Y178J4CxROP+v+v+c
Iv76lFTATHEkDIweh+l7kI9LYafOcoarMctAMOX2OOfUjZo+j5rgfbqfKGjetWCH
CSuddDQYdn6OuUhg4mMoOXYIpNgnX+Nx/XQr2e2PjLToSBP70Ng1WUTe3jdMnDst
TxZf8IaLkqriz1TlE2kN2PTahJ7aIcvQDCFdDfPHg9M9OChBRrxnCimyvxLYEORf
p5SfluEPo4fIdORxNz0GKAtp/nn1T4kVspyUjw4BuCB7QJKovyFLk9VxaZFT3PJP
JkC+9biXuFfhnakLsvVymNAfZQhupy0uvCaKVJ9jw4WevOvMCT1RLYrO9k9wxkOG
krO+8Zglj4zFxpsNIM80oiNs4wVU2HdDOS1yjgNesAGgqzK2A0rI9bW0XMfXaKhq
cEfc1CRclSg/tneXwDGh2o3DLoDMJQWDlqeCKY9XgVRBCRw9uZV4m9PNFljBZTkv
JJ9BEWDV/KJX4SNMJ/UInIrAYYP/JlevYSXprndP6QsTheOAN8H6YiNi/zasvVW0
5/Tm0TITzf30wg3ecouyFUFLlTLZ9M7t9Tr0afEH6wGhqkexXtXLwN8QpfOdj7wT
q5lpNg+Qpd0+VErAGd4Fmjj7z2U9Ib2eXt77iFuebhihtTNW1S/1zGB/VLSSdPw9
GnvkyffKK6EvQRNtn2deZ2Q=
-----END ENCRYPTED PRIVATE KEY-----
)";

inline constexpr char const* spki = R"(-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCqA16KmFAHeSv2I2rjcg6z535y
tZdyMLknmFX5ctOasnfAFTEUBwHLZFtC+398Q6zmZOCk7wvqmHCQs0pLz6gOHvo9
gmrT9JFQJxyMOxt4uMQ6sN+7slQudqDadp8EUWCoiWdhVvSBYtPIZZk/7ZxB5l6v
6Lqxjb1PIhfTZfvKbQIDAQAB
-----END PUBLIC KEY-----
)";

inline constexpr char const* pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAKoDXoqYUAd5K/Yj
auNyDrPnfnK1l3IwuSeYVfly05qyd8AVMRQHActkW0L7f3xDrOZk4KTvC+qYcJCz
SkvPqA4e+j2CatP0kVAnHIw7G3i4xDqw37uyVC52oNp2nwRRYKiJZ2FW9IFi08hl
mT/tnEHmXq/ourGNvU8iF9Nl+8ptAgMBAAECgYA8fjxqhi2bqyLYTtvemBvhKZKV
kEWV7P5Et3CH9LKUTcJMR34SCTg7Pbc3SzOebJod1HEWXrRXwevzoMfj17yMzQq7
hC4NywkBUHYQkOGBAqQiH4W0otQO0cT1bsUZ26C0SNX77mKOMk8OMpspft/4nw/A
uvTf5VJ1AcghO7njoQJBANxoqVHL7BTTRXjd3RUa6286SL9erhwu6pJzoHLLzIUf
M1ed35KqZITn/UYaQPGeXSShAc3+J8xx1zwatkkfynkCQQDFd28Hnzlzqhn9dY2D
DWiV7GOSPMcwSE+3edofo01lGT7myAQ0kaPgwCvuqUWYdWKysl0nkwUxBApussqU
lgKVAkEAsyWOmiF5neOrD/ak/8aFnj5tar52Hgo0Nx0sSKJFdd5KSOjVE8zTLwOw
5Q3pw3nIk0EaymfNyWquWvgLOZxRYQJAalPiVE9XZ0Gr1v/qYCvjKf9sqjzR4Ny/
GAOkAS80qICMj0YahZf6jzXLMiqxj+N9bs1+PaX7wKX1XCAn1xRjdQJAGDLNV/WE
FG3uYDwYGnK5HDxxD2nVzH6zXbnMfZ14WGmR0wkkg9K/pPIwrkpKIfRcIzaEneiZ
ms5iWFNY566ffw==
-----END PRIVATE KEY-----
)";

/// SHA-256 with RSA over "hello", base64url.
inline constexpr char const* hello_signature =
    "Rt0q1Fa4JY0n9Qiq2_qhOoIAiR1MV0OIfp6T2qMHHOE94T_1Srfp6xu5SxTbD6X8oXluIvW60hHVW20Ri6WJ-1E1mlyns-JupWub"
    "E71dAUjpeBBKl1LBmoMvbP7uIzvn2ZJimM1TzhnRAm3vDa-FnfqVUBf-NuIcylBTbu7uClo";

inline constexpr char const* n =
    "qgNeiphQB3kr9iNq43IOs-d-crWXcjC5J5hV-XLTmrJ3wBUxFAcBy2RbQvt_fEOs5mTgpO8L6phwkLNKS8-oDh76PYJq0_SRUCcc"
    "jDsbeLjEOrDfu7JULnag2nafBFFgqIlnYVb0gWLTyGWZP-2cQeZer-i6sY29TyIX02X7ym0";

inline constexpr char const* private_jwk = R"({"kty":"RSA","e":"AQAB",
"n":"qgNeiphQB3kr9iNq43IOs-d-crWXcjC5J5hV-XLTmrJ3wBUxFAcBy2RbQvt_fEOs5mTgpO8L6phwkLNKS8-oDh76PYJq0_S)"
R"(RUCccjDsbeLjEOrDfu7JULnag2nafBFFgqIlnYVb0gWLTyGWZP-2cQeZer-i6sY29TyIX02X7ym0",
"d":"PH48aoYtm6si2E7b3pgb4SmSlZBFlez-RLdwh_SylE3CTEd-Egk4Oz23N0sznmyaHdRxFl60V8Hr86DH49e8jM0Ku4QuDcs)"
R"(JAVB2EJDhgQKkIh-FtKLUDtHE9W7FGdugtEjV--5ijjJPDjKbKX7f-J8PwLr03-VSdQHIITu546E",
"p":"3GipUcvsFNNFeN3dFRrrbzpIv16uHC7qknOgcsvMhR8zV53fkqpkhOf9RhpA8Z5dJKEBzf4nzHHXPBq2SR_KeQ",
"q":"xXdvB585c6oZ_XWNgw1olexjkjzHMEhPt3naH6NNZRk-5sgENJGj4MAr7qlFmHVisrJdJ5MFMQQKbrLKlJYClQ",
"dp":"syWOmiF5neOrD_ak_8aFnj5tar52Hgo0Nx0sSKJFdd5KSOjVE8zTLwOw5Q3pw3nIk0EaymfNyWquWvgLOZxRYQ",
"dq":"alPiVE9XZ0Gr1v_qYCvjKf9sqjzR4Ny_GAOkAS80qICMj0YahZf6jzXLMiqxj-N9bs1-PaX7wKX1XCAn1xRjdQ",
"qi":"GDLNV_WEFG3uYDwYGnK5HDxxD2nVzH6zXbnMfZ14WGmR0wkkg9K_pPIwrkpKIfRcIzaEneiZms5iWFNY566ffw"})";

} // namespace easel::jose::samples
