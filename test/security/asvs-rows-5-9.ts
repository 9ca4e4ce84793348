/** OWASP ASVS 5.0.0, chapters 5 to 9: number | level | verdict | reason | test file below test/ | its title. */
export const ROWS_5_9 = `
5.1.1 | 2 | tested | SECURITY.md: kinds, sizes, what is looked at and how it is given back | security/asvs-documents.test.ts | says what may be uploaded, how large, how it is looked at and how it is given back
5.2.1 | 1 | tested | limits by kind before anything is stored, and 500 MB for each member | api/media.test.ts | %s %s is refused in words that say how to mend it
5.2.2 | 1 | tested | only listed endings are taken, and each must have its own content by the first bytes | api/media.test.ts | %s %s is refused in words that say how to mend it
5.2.3 | 2 | not applicable | nothing packed is ever unpacked
5.3.1 | 1 | tested | kept in the database, given back as a picture or to save, in a sandbox of its own | api/media.test.ts | what is served can be looked at or saved and nothing else
5.3.2 | 1 | tested | uploads are rows with numbers; the only files on disk that are served are the built page's | unit/http/api.test.ts | nothing outside the folder can be read
5.4.1 | 2 | tested | a cleaned name in Content-Disposition | api/media.test.ts | what is served can be looked at or saved and nothing else
5.4.2 | 2 | tested | no control signs, quotes or paths; not ASCII goes encoded | unit/rules/media.test.ts | %j is kept as %j
5.4.3 | 2 | open | no scanner looks at what colleagues put into scripts: a door to ClamAV before a file is kept
6.1.1 | 1 | tested | SECURITY.md, compared with the code; nobody is locked out | security/asvs-documents.test.ts | names every way in, and how each is kept from being tried out
6.1.2 | 2 | not applicable | there are no passwords
6.1.3 | 2 | tested | SECURITY.md names WeCom's login, the keys and the callback | security/asvs-documents.test.ts | names every way in, and how each is kept from being tried out
6.2.1 | 1 | not applicable | there are no passwords
6.2.2 | 1 | not applicable | there are no passwords
6.2.3 | 1 | not applicable | there are no passwords
6.2.4 | 1 | not applicable | there are no passwords
6.2.5 | 1 | not applicable | there are no passwords
6.2.6 | 1 | not applicable | there are no passwords
6.2.7 | 1 | not applicable | there are no passwords
6.2.8 | 1 | not applicable | there are no passwords
6.2.9 | 2 | not applicable | there are no passwords
6.2.10 | 2 | not applicable | there are no passwords
6.2.11 | 2 | not applicable | there are no passwords
6.2.12 | 2 | not applicable | there are no passwords
6.3.1 | 1 | tested | logins are limited per address; nothing that can be guessed decides | security/asvs-requests.test.ts | again and again from one address, to log in, is slowed down
6.3.2 | 1 | tested | a real company has no built-in account; the trial does not run under a public address | unit/sandbox/fidelity-switches.test.ts | not under the public address %s
6.3.3 | 2 | open | WeCom decides how its members prove themselves and does not tell us; a second factor of our own would be needed before admin acts
6.3.4 | 2 | tested | every served address is in the table of access or in the list of open ones | api/access.test.ts | every address that is served is in the table, or one of those that are open to everybody
6.4.1 | 1 | not applicable | no initial passwords or activation codes
6.4.2 | 1 | not applicable | there are no passwords and no questions
6.4.3 | 2 | not applicable | there are no passwords to forget
6.4.4 | 2 | not applicable | factors belong to WeCom
6.5.1 | 2 | not applicable | no lookup secrets, no one-time passwords
6.5.2 | 2 | not applicable | no lookup secrets
6.5.3 | 2 | not applicable | no lookup secrets, no one-time passwords
6.5.4 | 2 | not applicable | no lookup secrets, no codes sent out
6.5.5 | 2 | not applicable | no codes sent out, no one-time passwords
6.6.1 | 2 | not applicable | nothing is sent by telephone
6.6.2 | 2 | not applicable | no authentication out of band
6.6.3 | 2 | not applicable | no authentication out of band
6.8.1 | 2 | not applicable | one identity provider, one company
6.8.2 | 2 | not applicable | no signed assertions: the code is exchanged with WeCom over TLS
6.8.3 | 2 | not applicable | no SAML
6.8.4 | 2 | tested | WeCom tells no strength; SECURITY.md says that the weakest is assumed | security/asvs-documents.test.ts | names every way in, and how each is kept from being tried out
7.1.1 | 2 | tested | SECURITY.md, compared with the code, with the reason for the difference | security/asvs-documents.test.ts | says how long sessions live, how many there may be, and who ends them
7.1.2 | 2 | tested | any number, on purpose | security/asvs-documents.test.ts | says how long sessions live, how many there may be, and who ends them
7.1.3 | 2 | tested | SECURITY.md says what ends here when something ends at WeCom | security/asvs-documents.test.ts | says how long sessions live, how many there may be, and who ends them
7.2.1 | 1 | tested | the server looks every token up | unit/http/api.test.ts | without a session nobody gets in, and a cookie made by hand is no session
7.2.2 | 1 | tested | a row of its own for each login, no static secret | api/access.test.ts | asks everybody without a valid session to log in
7.2.3 | 1 | tested | 192 bits from the system's generator | security/asvs-source.test.ts | what nobody may guess has at least 128 bits of the system’s own chance
7.2.4 | 1 | tested | a login ends the browser's session of before | security/asvs-web.test.ts | ends with the next login of the same browser, which brings another
7.3.1 | 2 | tested | a day without a request | security/asvs-session.test.ts | is signed out after a day without a request
7.3.2 | 2 | tested | seven days | security/asvs-session.test.ts | stays signed in by working, and for seven days at most
7.4.1 | 1 | tested | the row goes, not only the cookie | unit/http/login.test.ts | logging out ends the session itself, not only the cookie
7.4.2 | 1 | tested | with the event that says so, on every device | api/access.test.ts | whoever leaves the company is out at once, and no session of theirs is kept
7.4.3 | 2 | not applicable | factors are changed at WeCom
7.4.4 | 2 | tested | 登录的设备 at the foot of the workbench signs out | browser/home.test.ts | a rep signs the other phone out, then this one, which keeps nothing of a customer
7.4.5 | 2 | tested | a new SESSION_SECRET signs everybody out: cookies signed by another one open nothing | api/access.test.ts | asks everybody without a valid session to log in
7.5.1 | 2 | not applicable | no account attribute can be changed here
7.5.2 | 2 | tested | one's own sessions are listed, and each is ended from any of them; the proof of who asks is WeCom's | api/sessions.test.ts | a lost phone is signed out from the panel and opens nothing from then on
7.6.1 | 2 | tested | our session ends by its own term, whatever WeCom's does | security/asvs-session.test.ts | stays signed in by working, and for seven days at most
7.6.2 | 2 | by design | the login is silent inside WeCom's client, where opening the page is the person's act
8.1.1 | 1 | tested | SECURITY.md has a row for every role and names every key's right | security/asvs-documents.test.ts | says what every role and every key may see, down to single fields
8.1.2 | 2 | tested | SECURITY.md: phone numbers, secrets, who may change what | security/asvs-documents.test.ts | says what every role and every key may see, down to single fields
8.2.1 | 1 | tested | every route, every role | api/access.test.ts | is refused below its role and open from there on
8.2.2 | 1 | tested | every route with foreign ids, and again with the first wall down | security/foreign-ids.test.ts | %s shows and changes nothing of her
8.2.3 | 2 | tested | phone numbers are masked until asked for | api/card.test.ts | are masked until somebody asks, and the timeline tells who did
8.3.1 | 1 | tested | in the query, and behind it in the database | security/second-wall.test.ts | pages still show nothing foreign when the first wall is down
8.4.1 | 2 | tested | one database is one company's | store/first-start.test.ts | makes the database one company’s: another one is refused with a sentence
9.1.1 | 1 | not applicable | tokens only refer to a row; none carries its meaning
9.1.2 | 1 | not applicable | tokens only refer to a row
9.1.3 | 1 | not applicable | tokens only refer to a row
9.2.1 | 1 | not applicable | tokens only refer to a row
9.2.2 | 2 | not applicable | tokens only refer to a row
9.2.3 | 2 | not applicable | tokens only refer to a row
9.2.4 | 2 | not applicable | tokens only refer to a row
`
