/**
 * A certificate for 127.0.0.1 that nobody trusts unless told, and its key. For servers of tests; good
 * for a hundred years. Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1
 * -nodes -days 36500 -subj /CN=lists.test -addext subjectAltName=IP:127.0.0.1`.
 */
export const LOOPBACK_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgO+q/bDjn7XYuHWSn
ciVeuO9TOdbBAgd445SiirAf/mehRANCAAT3eskPTyvtio1UfaKTYMitW6AGk8m5
aFZ3jQkdh1Lp6vFe9rk+ohdksiMavjqWvOVJ0S+/S/d3GvF5XXo9TGue
-----END PRIVATE KEY-----
`;

export const LOOPBACK_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkTCCATigAwIBAgIUQpfS91PpEVoOBqVGqaI0jG8BD+YwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKbGlzdHMudGVzdDAgFw0yNjExMjExODMxMTRaGA8yMTI2MTAy
ODE4MzExNFowFTETMBEGA1UEAwwKbGlzdHMudGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABPd6yQ9PK+2KjVR9opNgyK1boAaTybloVneNCR2HUunq8V72uT6i
F2SyIxq+Opa85UnRL79L93ca8Xldej1Ma56jZDBiMB0GA1UdDgQWBBSH9qyKpr/p
4o6xgdXMFC5PORTMMDAfBgNVHSMEGDAWgBSH9qyKpr/p4o6xgdXMFC5PORTMMDAP
BgNVHRMBAf8EBTADAQH/MA8GA1UdEQQIMAaHBH8AAAEwCgYIKoZIzj0EAwIDRwAw
RAIgIiOL1xbjI71Hr7LNGg5KrLALal6m4hjYl4mgMMNyw4sCIGp2yRr/wXOqEyNf
hid7Tp0AhK6Vk/EKyEzoK0g3abNV
-----END CERTIFICATE-----
`;
