/** OWASP ASVS 5.0.0, chapters 1 to 4: number | level | verdict | reason | test file below test/ | its title. */
export const ROWS_1_4 = `
1.1.1 | 2 | tested | the callback's XML is decoded once, before anything looks at a value | unit/wecom/xml.test.ts | keeps every value as the text it was
1.1.2 | 2 | tested | Vue escapes when it draws; words that are programs stay words | browser/stored-xss.test.ts | stay words in %s
1.2.1 | 1 | tested | 56 payloads in every field, content policy off, Chromium | browser/stored-xss.test.ts | stay words on the card, in its timeline, in its scripts and in its sheets
1.2.2 | 1 | tested | links of scripts must be web addresses; ids are escaped where an address is built | api/scripts.test.ts | a link’s card keeps its picture, and an address that is no web address is refused by name
1.2.3 | 1 | tested | the one JSON that stands in a page cannot end its element | security/asvs-requests.test.ts | the signature a page brings along cannot end the element it stands in
1.2.4 | 1 | tested | every value is a parameter; what is raw is listed by the test | security/asvs-source.test.ts | no query is put together from texts: what is written raw are our own columns
1.2.5 | 1 | tested | the server starts no program at all | security/asvs-source.test.ts | the server starts no program; the commands of the shell start theirs without a shell between
1.2.6 | 2 | not applicable | no directory service is asked
1.2.7 | 2 | not applicable | no XPath
1.2.8 | 2 | not applicable | no LaTeX
1.2.9 | 2 | tested | the one pattern made of data escapes every sign | security/asvs-source.test.ts | no pattern is made of what somebody wrote, but of forbidden words with every sign made harmless
1.3.1 | 1 | not applicable | nobody writes HTML anywhere
1.3.2 | 1 | tested | nothing evaluates text | security/asvs-source.test.ts | no text becomes code, in the server or on the page
1.3.3 | 2 | tested | names are made harmless and cut before they stand in a group message | unit/rules/message-limits.test.ts | ping nobody, link nowhere and keep their look
1.3.4 | 2 | tested | only JPEG and PNG count as pictures; an SVG, like HTML, is a file to save in a sandbox | api/media.test.ts | what is served can be looked at or saved and nothing else
1.3.5 | 2 | tested | WeCom's markdown: names and words cannot link, ring or break out | unit/rules/message-limits.test.ts | of links never break out of the link
1.3.6 | 2 | tested | the only address a person enters must be WeCom's own | unit/wecom/small-parts.test.ts | cannot be used to make the server call anything else
1.3.7 | 2 | tested | a script's variables are filled in once; what a value holds is not filled again | unit/scripts/filling.test.ts | a value with braces or dollar signs is put in as it is
1.3.8 | 2 | not applicable | no JNDI
1.3.9 | 2 | not applicable | no memcache
1.3.10 | 2 | not applicable | no format strings: texts are put together by template literals
1.3.11 | 2 | not applicable | no mail is sent
1.4.1 | 2 | by design | JavaScript and WebAssembly: no pointers of ours
1.4.2 | 2 | tested | whole numbers are checked for range, longer ones are kept as digits | unit/wecom/archive.test.ts | the 64-bit ids of a meeting and a form keep every digit
1.4.3 | 2 | by design | memory is the garbage collector's; sockets and pools are closed at a stop
1.5.1 | 1 | tested | no general parser: no DTD, no entity of somebody's own | security/hostile-callbacks.test.ts | %s is refused inside a truly sealed callback
1.5.2 | 2 | tested | JSON alone, read into a named shape; prototypes are refused | security/hostile-values.test.ts | %s in place of a body is refused by every route that takes one
2.1.1 | 1 | tested | /api/openapi.json describes each field's form, made from the checks themselves | api/refusals.test.ts | is OpenAPI 3.1 and names every route there is, and no other
2.1.2 | 2 | tested | SECURITY.md names them and the rules*.ts that hold them | security/asvs-documents.test.ts | gives every limit as the code has it
2.1.3 | 2 | tested | SECURITY.md, compared with the code | security/asvs-documents.test.ts | gives every limit as the code has it
2.2.1 | 1 | tested | every route has a shape; hostile values in every field | security/hostile-values.test.ts | %s answers each of them plainly, in any of its fields
2.2.2 | 1 | tested | the server checks by itself, without the page | unit/http/api.test.ts | a wrong field is named
2.2.3 | 2 | tested | number, customer, amount and currency belong together | store/orders.test.ts | refuses an order number that belongs to another customer, amount or currency
2.3.1 | 1 | tested | the states of a follow-up | api/refusals.test.ts | a follow-up is done once; what ended is neither done, put off nor dropped again
2.3.2 | 2 | tested | the limits of putting off | api/refusals.test.ts | put off: with a reason, later, seven days at most, twice at most
2.3.3 | 2 | tested | one transaction for a step and all that follows at once | api/contact-log.test.ts | a stage the rules refuse keeps the whole step from happening
2.3.4 | 2 | tested | conditional updates decide who was first | api/refusals.test.ts | of two taps at the same time one counts
2.4.1 | 2 | tested | per session and address; full phone numbers thirty an hour | api/card.test.ts | are shown thirty times an hour to one person, also when asked for all at once
3.2.1 | 1 | tested | every answer forbids guessing; the API answers JSON and nothing else | security/asvs-web.test.ts | lets no browser guess its type, and tells no other site where people were
3.2.2 | 1 | tested | text is drawn as text | security/asvs-source.test.ts | the page shows text as text: nothing is written into it as HTML
3.3.1 | 1 | tested | Secure and __Host- wherever people come by https; a trial on this machine has no TLS | security/asvs-web.test.ts | is a cookie of this very host, for https alone and out of reach of scripts
3.3.2 | 2 | tested | Lax: the way back from WeCom's login is a navigation | security/asvs-web.test.ts | is a cookie of this very host, for https alone and out of reach of scripts
3.3.3 | 2 | tested | the name without the prefix opens nothing | security/asvs-web.test.ts | is not opened by a cookie another host of the domain could have set
3.3.4 | 2 | tested | HttpOnly, and the token stands in no body | security/asvs-web.test.ts | is a cookie of this very host, for https alone and out of reach of scripts
3.4.1 | 1 | tested | a year, subdomains included | security/asvs-web.test.ts | tells browsers to come by https alone for a year, on every name below ours
3.4.2 | 1 | tested | no CORS at all | security/asvs-web.test.ts | may be read by no page of another site, nor is one told that it may ask
3.4.3 | 2 | tested | an allowlist on every answer | security/asvs-web.test.ts | carries the whole policy: own code, no plugins, no other base, frames of WeCom alone
3.4.4 | 2 | tested | on every answer | security/asvs-web.test.ts | lets no browser guess its type, and tells no other site where people were
3.4.5 | 2 | tested | same-origin on every answer | security/asvs-web.test.ts | lets no browser guess its type, and tells no other site where people were
3.4.6 | 2 | tested | WeCom alone may frame us | security/asvs-web.test.ts | carries the whole policy: own code, no plugins, no other base, frames of WeCom alone
3.5.1 | 1 | tested | the Origin of every change must be ours | api/access.test.ts | takes no change from a page of another site
3.5.2 | 1 | tested | forms and plain texts, which ask nobody first, are not read | security/hostile-values.test.ts | a body of another kind than JSON, or of two megabytes, is not read
3.5.3 | 1 | tested | the API's GETs are tried and the tables compared; a group's page alone puts off a reading of that group | security/asvs-session.test.ts | changes nothing by asking: after every kind of question the books are as before
3.5.4 | 2 | by design | one application under a name of its own (README); the sandbox is not there for a real company
3.5.5 | 2 | tested | the page listens to no such message; WeCom's SDK has its own bridge | security/asvs-source.test.ts | the page listens to no message of another page and sends none
3.7.1 | 2 | by design | HTML, CSS and JavaScript alone
3.7.2 | 2 | tested | after a login only to a path of ours | unit/http/login.test.ts | a foreign return address is refused before anything starts
4.1.1 | 1 | tested | type and alphabet on every answer with a body | security/asvs-web.test.ts | with something in it names its type and its alphabet
4.1.2 | 2 | by design | the service redirects nobody from http to https; the proxy does where people come in
4.1.3 | 2 | tested | forwarding headers count from this machine and private networks alone, and there only the nearest | security/asvs-requests.test.ts | nobody chooses the address we know them by
4.2.1 | 2 | tested | two lengths in one request are refused over a real socket | security/asvs-requests.test.ts | a request whose end can be read in two ways is not read at all
4.3.1 | 2 | not applicable | no GraphQL
4.3.2 | 2 | not applicable | no GraphQL
4.4.1 | 1 | tested | the only WebSocket goes out to WeCom by wss | security/asvs-documents.test.ts | names every address the server calls
4.4.2 | 2 | not applicable | no WebSocket is offered
4.4.3 | 2 | not applicable | no WebSocket is offered
4.4.4 | 2 | not applicable | no WebSocket is offered
`
