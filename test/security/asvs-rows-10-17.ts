/** OWASP ASVS 5.0.0, chapters 10 to 17: number | level | verdict | reason | test file below test/ | its title. */
export const ROWS_10_17 = `
10.1.1 | 2 | tested | WeCom's tokens stay on the server | security/canaries.test.ts | no reply to anybody holds a secret, and none to a stranger holds a word
10.1.2 | 2 | tested | the state belongs to the browser that began, and works once | unit/http/login.test.ts | a used, a wrong and a foreign state are refused
10.2.1 | 2 | tested | 128 bits of state, looked up and taken away | unit/http/login.test.ts | sends the browser to WeCom with our address and a state nobody can guess
10.2.2 | 2 | not applicable | one authorization server
10.3.1 | 2 | not applicable | no OAuth access token is taken by our API
10.3.2 | 2 | not applicable | no OAuth access token is taken by our API
10.3.3 | 2 | not applicable | no OAuth access token is taken by our API
10.3.4 | 2 | not applicable | no OAuth access token is taken by our API
10.4.1 | 1 | not applicable | the authorization server is WeCom
10.4.2 | 1 | not applicable | the authorization server is WeCom
10.4.3 | 1 | not applicable | the authorization server is WeCom
10.4.4 | 1 | not applicable | the authorization server is WeCom
10.4.5 | 1 | not applicable | the authorization server is WeCom
10.4.6 | 2 | not applicable | the authorization server is WeCom, which knows no PKCE
10.4.7 | 2 | not applicable | the authorization server is WeCom
10.4.8 | 2 | not applicable | the authorization server is WeCom
10.4.9 | 2 | not applicable | the authorization server is WeCom
10.4.10 | 2 | not applicable | the authorization server is WeCom
10.4.11 | 2 | not applicable | the authorization server is WeCom
10.5.1 | 2 | not applicable | no OpenID Connect
10.5.2 | 2 | not applicable | no OpenID Connect
10.5.3 | 2 | not applicable | no OpenID Connect
10.5.4 | 2 | not applicable | no OpenID Connect
10.5.5 | 2 | not applicable | no OpenID Connect
10.6.1 | 2 | not applicable | we are no OpenID provider
10.6.2 | 2 | not applicable | we are no OpenID provider
10.7.1 | 2 | not applicable | the authorization server is WeCom
10.7.2 | 2 | not applicable | the authorization server is WeCom
10.7.3 | 2 | not applicable | the authorization server is WeCom
11.1.1 | 2 | tested | SECURITY.md: how keys are made, kept, replaced and what to do when one leaks | security/asvs-documents.test.ts | has every cipher, hash and key of the code in its inventory, with how a key is replaced
11.1.2 | 2 | tested | SECURITY.md, compared with every call of the code | security/asvs-documents.test.ts | has every cipher, hash and key of the code in its inventory, with how a key is replaced
11.2.1 | 2 | tested | Node's OpenSSL | security/asvs-source.test.ts | cryptography comes from Node’s own library alone
11.2.2 | 2 | tested | sealed values name their version and key, and are sealed anew in a night | store/sealing.test.ts | moves to a new key, and the old one may then go
11.2.3 | 2 | by design | ours have 256 bits; SHA-1 and RSA of 2048 bits stand where WeCom's protocol prescribes them
11.3.1 | 1 | by design | ours is GCM; PKCS#1 v1.5 only opens WeCom's chat archive, which the server fetches itself: no stranger can try paddings
11.3.2 | 1 | by design | ours is AES-256-GCM; CBC only where WeCom's callbacks and files prescribe it
11.3.3 | 2 | tested | every changed letter of a sealed value is noticed | store/sealing.test.ts | notices every changed letter of a sealed value
11.4.1 | 1 | by design | ours are SHA-256 and HMAC; SHA-1 signs and MD5 sums up where WeCom's protocol prescribes them
11.4.2 | 2 | not applicable | no passwords are stored
11.4.3 | 2 | tested | the audit chain is SHA-256, its head signed by HMAC-SHA-256 | store/audit.test.ts | names the first entry that is wrong
11.4.4 | 2 | not applicable | no key is made of a password
11.5.1 | 2 | tested | sessions, states, keys and secrets | security/asvs-source.test.ts | what nobody may guess has at least 128 bits of the system’s own chance
11.6.1 | 2 | not applicable | no key pair is made and nothing is signed with one
12.1.1 | 1 | by design | TLS to people ends at the operator's proxy (SECURITY.md asks for 1.2 or later); our own calls speak 1.2 or later
12.1.2 | 2 | by design | cipher suites are the proxy's, and Node's defaults for our own calls
12.1.3 | 2 | not applicable | no client certificates
12.2.1 | 1 | tested | a company's PUBLIC_URL and WeCom's addresses must be https | unit/http/config.test.ts | a wrong %s (%s) names itself and its mend
12.2.2 | 1 | by design | WeCom opens the page and calls back only where the certificate is publicly trusted; it is the proxy's
12.3.1 | 2 | open | PostgreSQL may be reached without TLS, as in compose.yaml: refuse a remote DATABASE_URL without sslmode
12.3.2 | 2 | tested | nothing switches the check off | security/asvs-source.test.ts | no certificate goes unchecked and no TLS before 1.2 is spoken
12.3.3 | 2 | open | between the proxy and the service plain HTTP goes over the machine's own network: TLS between containers
12.3.4 | 2 | open | follows from the one before: a private authority for the two
13.1.1 | 2 | tested | SECURITY.md names what is called, by whom, and the one address a person enters | security/asvs-documents.test.ts | names every address the server calls
13.2.1 | 2 | open | PostgreSQL is opened by a password that stays, and a shop's key has no end: certificates for the first, a term for the second
13.2.2 | 2 | open | one database user migrates, writes and reads (pages read as another role): a user without the right to change tables for every day
13.2.3 | 2 | tested | a company does not start on the example's password | unit/http/config.test.ts | a company does not start on the database password of the example, a trial does
13.2.4 | 2 | tested | WeCom's address from the configuration; the robot's must be of it | unit/wecom/client-messages.test.ts | refuse too long a text and a foreign address without a request
13.2.5 | 2 | tested | whatever address a message brings, the answer goes to WeCom | unit/wecom/smart-robot.test.ts | goes to WeCom alone, whatever address a message brings
13.3.1 | 2 | tested | every secret may lie in a file that the key management mounts | unit/http/config.test.ts | are read as if they stood in the environment, without the line end an editor adds
13.3.2 | 2 | tested | the key file is its owner's alone | store/sealing.test.ts | is made once, for its owner alone, and read again
13.4.1 | 1 | tested | the image has no repository, and nothing outside the page's folder is served | security/asvs-source.test.ts | the image carries what runs and nothing else: no repository, no test, no key
13.4.2 | 2 | tested | production mode, no maps, no tools of Vue | security/asvs-source.test.ts | what helps while building is switched off in what is built
13.4.3 | 2 | tested | folders are answered by nothing | security/asvs-requests.test.ts | TRACE, folders and what a repository leaves behind are answered by nothing
13.4.4 | 2 | tested | there is no TRACE | security/asvs-requests.test.ts | TRACE, folders and what a repository leaves behind are answered by nothing
13.4.5 | 2 | tested | figures for near addresses alone; the API's description is public on purpose and names nobody | security/asvs-requests.test.ts | nobody reads the figures, by a proxy or without one
14.1.1 | 2 | tested | SECURITY.md has four classes | security/asvs-documents.test.ts | puts every sealed column into a class with its protection, and gives every term of keeping
14.1.2 | 2 | tested | SECURITY.md, the protection of each | security/asvs-documents.test.ts | puts every sealed column into a class with its protection, and gives every term of keeping
14.2.1 | 1 | tested | a key or session in the address opens nothing | security/asvs-requests.test.ts | in its address opens nothing: keys and sessions count in the header alone
14.2.2 | 2 | tested | no-store on whatever is about people | security/asvs-web.test.ts | about people or a login is kept by no cache
14.2.3 | 2 | tested | the page may talk to us alone, no trackers | security/asvs-web.test.ts | carries the whole policy: own code, no plugins, no other base, frames of WeCom alone
14.2.4 | 2 | tested | tables, logs, journal and replies searched for marked values | security/canaries.test.ts | no page of the database holds a secret in the clear that can be kept as a hash, nor the journal a word
14.3.1 | 1 | tested | signing out empties the phone's store, and so does another person signing in | browser/home.test.ts | a rep signs the other phone out, then this one, which keeps nothing of a customer
14.3.2 | 2 | tested | no-store on the API and the login | security/asvs-web.test.ts | about people or a login is kept by no cache
14.3.3 | 2 | open | the forty latest cards and unsent drafts lie on the phone so that the page works without a network: keep them sealed by a key of the session
15.1.1 | 1 | tested | SECURITY.md gives the days | security/asvs-documents.test.ts | says within how many days a known hole in a package is closed
15.1.2 | 2 | tested | package-lock.json is the inventory, with the bytes of each | security/supply-chain.test.ts | every package is pinned to one version and to its very bytes, and none comes from elsewhere than the registry
15.1.3 | 2 | tested | SECURITY.md says what is heavy and that it is done as rows of work | security/asvs-documents.test.ts | gives every limit as the code has it
15.2.1 | 1 | open | the list of advisories is kept by hand and finds none; a complete audit of the registry has not been run
15.2.2 | 2 | tested | four nights of hanging work do not keep a person waiting | flow/cut-off.test.ts | four nights of work that hang at WeCom do not keep what a person waits for
15.2.3 | 2 | tested | no tests and no tools in the image; the sandbox is opened only without a company | security/asvs-source.test.ts | the image carries what runs and nothing else: no repository, no test, no key
15.3.1 | 1 | tested | replies are cut to their shape | unit/http/api.test.ts | what the shape does not name stays inside, and the page chooses its language
15.3.2 | 2 | tested | no call follows a redirect | security/asvs-source.test.ts | no call to the outside follows where it is sent on
15.3.3 | 2 | tested | what a shape does not name is dropped before the handler | security/asvs-requests.test.ts | beyond its shape does not reach the house, and nothing is turned into another type
15.3.4 | 2 | tested | the address behind the proxy, in the log and for the limits | security/asvs-requests.test.ts | nobody chooses the address we know them by
15.3.5 | 2 | tested | nothing is coerced in a body; strict TypeScript | security/asvs-requests.test.ts | beyond its shape does not reach the house, and nothing is turned into another type
15.3.6 | 2 | tested | hostile keys in bodies and in XML | unit/wecom/xml.test.ts | is not confused by elements that are named like parts of the language
15.3.7 | 2 | tested | a value given twice is refused; body, query and path are apart | security/asvs-requests.test.ts | a value that is given twice is not taken for one
16.1.1 | 2 | tested | SECURITY.md lists the log, the audit and the figures | security/asvs-documents.test.ts | lists what is logged, in which form, where it goes and for how long
16.2.1 | 2 | tested | when, where from, what, how it ended; who where one is turned away, and in the audit | security/asvs-requests.test.ts | says when, where from, what and how it ended, in one line that programs read
16.2.2 | 2 | tested | milliseconds since 1970, UTC | security/asvs-requests.test.ts | says when, where from, what and how it ended, in one line that programs read
16.2.3 | 2 | tested | standard output alone: nothing else may write | architecture.test.ts | know no clock, no chance, no process and no console
16.2.4 | 2 | tested | one line of JSON each | security/canaries.test.ts | a log line is one line of JSON, whatever people are called
16.2.5 | 2 | tested | more than forty marked values, every level | security/canaries.test.ts | no log line of any level holds one
16.3.1 | 2 | tested | failures in the log, successes in the audit | security/asvs-requests.test.ts | says of everybody who is turned away why, and who it was
16.3.2 | 2 | tested | the reason and the person on the answer's line | security/asvs-requests.test.ts | says of everybody who is turned away why, and who it was
16.3.3 | 2 | tested | bad input, pages of other sites, malformed callbacks, rights that are missing | security/asvs-requests.test.ts | says of everybody who is turned away why, and who it was
16.3.4 | 2 | tested | every failed call with its row and event | ops/trace.test.ts | says of every call that failed which row and which event it was for
16.4.1 | 2 | tested | every line of a day full of hostile names is one line of JSON | security/canaries.test.ts | a log line is one line of JSON, whatever people are called
16.4.2 | 2 | by design | the log is the operator's to guard (SECURITY.md); the audit notices every change
16.4.3 | 2 | open | the log goes to standard output: compose.yaml brings no collector on another machine
16.5.1 | 2 | tested | a fault of ours says nothing of our insides | unit/http/api.test.ts | an answer may have a status of its own; a refusal has its reason; a bug tells nothing
16.5.2 | 2 | tested | breakers, and cards that never wait for WeCom | ops/wecom-down.test.ts | cards answer all the time and never wait for it
16.5.3 | 2 | tested | not stored means 503, never yes | unit/http/callback.test.ts | while the store is down WeCom hears 503 and nothing about our insides
17.1.1 | 2 | not applicable | no WebRTC
17.2.1 | 2 | not applicable | no WebRTC
17.2.2 | 2 | not applicable | no WebRTC
17.2.3 | 2 | not applicable | no WebRTC
17.2.4 | 2 | not applicable | no WebRTC
17.3.1 | 2 | not applicable | no WebRTC
17.3.2 | 2 | not applicable | no WebRTC
`
