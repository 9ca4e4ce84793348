import type { DoctorWords } from './doctor-zh.ts'

export const doctorEn: DoctorWords = {
  title: 'Zhanggui check-up',
  summary: {
    green: 'All is well.',
    yellow: 'Ready to use; {yellow} to keep an eye on.',
    red: '{red} to mend, {yellow} to keep an eye on.',
  },
  states: { green: 'fine', yellow: 'look', red: 'mend', grey: 'not checked' },
  lights: {
    config: 'Configuration',
    address: 'Address',
    database: 'Database',
    directory: 'Data directory',
    disk: 'Disk space',
    clock: 'Clock',
    network: 'Connection to WeCom',
    token: 'App credentials',
    'trusted-ip': 'Trusted IP',
    app: 'App',
    'visible-range': 'Visible range',
    contact: 'Customer contact',
    callback: 'Callback address',
    events: 'Events received',
    login: 'Login',
    domain: 'Trusted domain',
    'js-sdk': 'Sidebar signatures',
    robots: 'Digests to groups',
    calendar: 'Holidays',
    queues: 'Queues',
    keys: 'Encryption at rest',
    wechaty: 'Wechaty bot',
    'smart-robot': 'Smart robot',
  },
  findings: {
    'config-ok': ['The configuration is complete.'],
    'config-trial': [
      'WeCom is not connected yet; this is the demo company.',
      'Create an app in the WeCom console under "Apps → Self-built", then set WECOM_CORP_ID and the four settings beside it.',
    ],
    'setting-missing': ['{name} is not set.', '{help}'],
    'setting-bad': ['{name} cannot be used as it is written.', '{help}'],
    'no-admin': [
      'No admin is named, so nobody can open the system part of "Manage".',
      "Put the admin's userid into ADMIN_USERIDS, commas between several, and restart.",
    ],
    'address-ok': ['People reach it at {url}.'],
    'address-local': [
      '{url} is an address of this machine alone; neither WeCom nor colleagues can open it.',
      'Set PUBLIC_URL to an https address that opens from the internet, e.g. https://crm.example.com, and restart.',
    ],
    'database-ok': ['The database takes reads and writes ({engine}).'],
    'database-unreachable': [
      'The database cannot be reached ({detail}).',
      'Check address, user and password in DATABASE_URL, and that the database runs and lets this machine in.',
    ],
    'database-read-only': [
      'The database takes no writes.',
      'Point DATABASE_URL at the primary and check the disk space of the database.',
    ],
    'database-behind': ['Migrations the database lacks: {count}.', 'Restart; every start applies what is missing.'],
    'database-not-made': ['There is no database yet.', 'Run npm start: the first start makes it.'],
    'database-in-use': [
      'The running server holds the database; it was not opened a second time.',
      'Look at this light under "Manage → Check-up".',
    ],
    'directory-ok': ['The data directory can be used.'],
    'directory-not-writable': [
      'The data directory {path} cannot be written.',
      'Change the permissions of this directory, or name another DATA_DIR.',
    ],
    'directory-held': ['The running server (process {pid}) holds the data directory.'],
    'directory-taken': [
      'Process {pid} holds the data directory and does not answer.',
      'Stop that process and start again, or set DATABASE_URL so that several share one PostgreSQL.',
    ],
    'directory-unused': ['PostgreSQL is used; no data directory is needed.'],
    'disk-ok': ['{megabytes} MB are free.'],
    'disk-low': ['Only {megabytes} MB are free.', 'Clear or enlarge the disk; keep at least 1 GB.'],
    'disk-full': [
      'Only {megabytes} MB are free; soon nothing can be stored.',
      'Clear or enlarge the disk now; keep at least 1 GB.',
    ],
    'disk-unknown': ['The disk space could not be read.', 'Check that the disk of DATA_DIR is mounted.'],
    'clock-ok': ['The clock is right.'],
    'clock-off': [
      "This server's clock is {seconds} seconds away from the database's or WeCom's.",
      'Switch on time synchronisation (NTP), e.g. with timedatectl set-ntp true.',
    ],
    'clock-alone': ['There is no other clock to compare with.', 'Connect the database or WeCom first.'],
    'clock-trial': [
      'TRIAL_CLOCK is set: business time is not the real time.',
      'Remove TRIAL_CLOCK before real use and restart.',
    ],
    'network-ok': ['WeCom can be reached.'],
    'network-dns': ["WeCom's host name is not found ({detail}).", 'Check the DNS of this server and WECOM_API_URL.'],
    'network-refused': [
      'No connection to WeCom ({detail}).',
      'Let this server reach port 443 of the internet; with a fixed-address proxy, check the one in WECOM_API_URL.',
    ],
    'network-tls': [
      'The encrypted connection to WeCom failed ({detail}).',
      "Check the proxy's certificate and this server's clock.",
    ],
    'network-timeout': ['WeCom does not answer.', 'Check that the firewall lets port 443 out, then check again.'],
    'network-stranger': [
      'What answers is not WeCom ({detail}).',
      'Check WECOM_API_URL or the proxy: it must pass everything on to https://qyapi.weixin.qq.com as it is.',
    ],
    'token-ok': ['Corp id and secret are right.'],
    'token-secret': [
      'WeCom does not accept this secret.',
      'Copy the secret from "Apps → Self-built → this app" into WECOM_SECRET and restart.',
    ],
    'token-corp': [
      'WeCom does not know this corp id.',
      'Copy the corp id from the bottom of "My company" into WECOM_CORP_ID and restart.',
    ],
    'token-refused': ['WeCom gave no token (code {errcode}).', 'Do what the code asks for, then check again.'],
    'token-later': ['WeCom gives no token for the moment (code {errcode}).', 'Check again later; it mends itself.'],
    'ip-ok': ["This server's outgoing IP is trusted."],
    'ip-refused': [
      'The outgoing IP {ip} is not trusted; every call is refused.',
      'Add {ip} under "Apps → Self-built → this app → Trusted IPs", wait a minute and check again.',
    ],
    'app-ok': ['The app is enabled and the agent id is right.'],
    'app-foreign': [
      'Agent id and secret belong to different apps.',
      "Copy both from the same app's page in the console and restart.",
    ],
    'app-closed': ['The app is disabled.', 'Open "Apps → Self-built → this app" and enable it.'],
    'app-unknown': [
      'WeCom did not show the details of the app.',
      "Compare the agent id and the switch on the app's page.",
    ],
    'visible-ok': ['The app sees at least this many members: {count}.'],
    'visible-nobody': [
      'The app sees no member, so nobody can use the sidebar.',
      'Choose departments or members under "Apps → Self-built → this app → Visible range".',
    ],
    'visible-refused': [
      'WeCom does not let the app read members (code {errcode}).',
      'Add departments or members under "Apps → Self-built → this app → Visible range", then check again.',
    ],
    'contact-ok': ['Members who may talk to customers: {count}.'],
    'contact-forbidden': [
      'The app may not use customer contact and reads no customers.',
      'Tick this app under "Customers → Customer contact → API → Apps that may call".',
    ],
    'contact-nobody': [
      'No member may talk to customers.',
      'Add members under "Customer contact → Permissions → Range of use" and make sure that the app sees them.',
    ],
    'contact-refused': [
      'WeCom does not show who may talk to customers (code {errcode}).',
      'Do what the code asks for, then check again.',
    ],
    'callback-ok': ['The callback address passes the check WeCom makes and refuses a forged signature.'],
    'callback-slow': [
      'The check of the callback took {ms} ms; WeCom waits 1000.',
      'Look at the reverse proxy and the load of the server, then check again.',
    ],
    'callback-unreachable': [
      'The callback cannot be reached through {url} ({detail}).',
      'Check host name, reverse proxy and certificate: {url}/wecom/callback must lead to the port of the server.',
    ],
    'callback-refused': [
      '{url} does not accept our signature.',
      'Let only this server stand behind the address, set its WECOM_TOKEN and WECOM_ENCODING_AES_KEY to what the console shows under "Receive messages", and restart.',
    ],
    'callback-garbled': [
      'The answer of {url}/wecom/callback (HTTP {status}) is not ours.',
      'Check the reverse proxy: it must pass /wecom/callback and its query on unchanged, without a login page or redirect.',
    ],
    'callback-open': [
      '{url}/wecom/callback accepted a forged signature.',
      'Check the reverse proxy: this server has to answer /wecom/callback, and nothing else.',
    ],
    'events-ok': ['An event came within the last {hours} h.'],
    'events-none': [
      'No event of WeCom has ever arrived.',
      'Under "Apps → Self-built → this app → Receive messages → API receiver" enter {url}/wecom/callback with the same two keys as WECOM_TOKEN and WECOM_ENCODING_AES_KEY, tick "external contact changes", save, and add a customer to try.',
    ],
    'events-old': [
      'No event has arrived for {days} days.',
      'Save {url}/wecom/callback again under "Apps → Self-built → this app → Receive messages" and see that "external contact changes" is ticked.',
    ],
    'login-ok': ['The login leads to WeCom and back to {url}.'],
    'login-unreachable': [
      'The login cannot be reached through {url} ({detail}).',
      'Check host name, reverse proxy and certificate: {url}/auth/login must lead to the port of the server.',
    ],
    'login-garbled': [
      '{url}/auth/login does not lead to WeCom (HTTP {status}).',
      'Check the reverse proxy: it must pass everything below /auth/ on unchanged, without a login page or cache.',
    ],
    'login-elsewhere': [
      'After the login people land on {host} instead of {url}.',
      'Set PUBLIC_URL to the address people use and restart.',
    ],
    'login-foreign': [
      'The server behind {url} has the id of another company.',
      'Check WECOM_CORP_ID of the server behind this address and restart it.',
    ],
    'domain-ok': ['The trusted domain is {host}.'],
    'domain-empty': [
      'The app has no trusted domain; neither login nor sidebar opens.',
      'Enter {host} under "Apps → Self-built → this app → Web authorisation and JS-SDK" and prove its ownership there.',
    ],
    'domain-differs': [
      'The trusted domain is {named}, but people use {host}.',
      'Change the trusted domain to {host} under "Apps → Self-built → this app → Web authorisation and JS-SDK".',
    ],
    'domain-unknown': [
      'WeCom did not name the trusted domain.',
      'See that it is {host} under "Apps → Self-built → this app → Web authorisation and JS-SDK".',
    ],
    'tickets-ok': ['Both signatures of the sidebar, for the company and for the app, come out right.'],
    'tickets-same': [
      'The company signature and the app signature got one and the same ticket, so the sidebar cannot tell whose chat is open.',
      'Check the proxy in WECOM_API_URL: it must keep no answers and pass get_jsapi_ticket and ticket/get on to WeCom each by itself.',
    ],
    'signature-wrong': [
      "The sidebar's signature is not the one WeCom works out, so pages cannot read whose chat is open.",
      'Restart the server and check again; if that does not help, update it.',
    ],
    'ticket-corp': [
      'No ticket for the company signature (code {errcode}); the sidebar cannot tell whose chat is open.',
      'See that the app is enabled and within its call limit, then check again.',
    ],
    'ticket-app': [
      'No ticket for the app signature (code {errcode}); the sidebar cannot tell whose chat is open.',
      'See that WECOM_AGENT_ID and WECOM_SECRET belong to the same app, then check again.',
    ],
    'robots-ok': ['Groups without trouble: {count}.'],
    'robots-none': ['No group gets digests yet.', 'Add a group robot under "Manage → Digests" when you want one.'],
    'robot-address': [
      'The robot address of "{name}" does not belong to the present WeCom API.',
      'Delete "{name}" under "Manage → Digests" and copy the address of the group robot again.',
    ],
    'robot-refused': [
      'The last message to "{name}" did not get through.',
      'Send "{name}" a test under "Manage → Digests"; if that fails, add the robot to the group again.',
    ],
    'calendar-ok': ['The holidays of {year} are known.'],
    'calendar-missing': [
      'The holidays of {year} are unknown; only weekends count as free.',
      'Update, or enter the holidays under "Manage → Holidays".',
    ],
    'calendar-next': [
      'The holidays of {year} are not known yet.',
      'Update once they are published, or enter them under "Manage → Holidays".',
    ],
    'queues-ok': ['Nothing is stuck.'],
    'queues-dead': [
      'Events or jobs that could not be handled: {count}.',
      'Filter "Manage → Events" by "Not handled", read the reason and handle them again.',
    ],
    'queues-stalled': [
      'The oldest entry has waited for {minutes} minutes.',
      'Restart the server; if that does not help, look at the log and at the light "Connection to WeCom".',
    ],
    'queues-refused': [
      'Messages of the last 7 days that did not go out: {count}.',
      'Read why under "Manage → Messages that did not go out" and try again.',
    ],
    'keys-ok': ['Phone numbers, tokens and robot addresses are stored encrypted.'],
    'keys-none': [
      'Phone numbers, tokens and robot addresses stand in the database in plain text.',
      'Make a key with echo k1:$(openssl rand -base64 32), put it into DATA_KEYS, restart, and keep it elsewhere too: nothing can be read without it.',
    ],
    'keys-missing': [
      'The database holds values encrypted with the key {id}, which was not found.',
      'Put it back as the last one in DATA_KEYS; with the embedded database put data.key back into DATA_DIR.',
    ],
    'wechaty-ok': ['The bot package {name} is installed.'],
    'wechaty-missing': [
      'The bot package {name} is not installed.',
      'Run npm install {name} in the project, or remove WECHATY_PUPPET.',
    ],
    'wechaty-off': ['No Wechaty bot is used.'],
    'smart-robot-ok': ['The smart robot is connected to WeCom.'],
    'smart-robot-waiting': [
      'The smart robot is not connected to WeCom yet and keeps trying.',
      'Check again in a moment; if it stays like this, let the server reach port 443 of openws.work.weixin.qq.com.',
    ],
    'smart-robot-refused': [
      'WeCom does not accept the Bot ID or the secret of the smart robot.',
      "Copy SMART_ROBOT_ID and SMART_ROBOT_SECRET again from the robot's API page and restart.",
    ],
    'smart-robot-replaced': [
      'Another program connected as the same smart robot, so this server hears and says nothing any more.',
      'Stop the other program that uses this Bot ID, then restart the server.',
    ],
    'smart-robot-off': ['No smart robot is used.'],
    'smart-robot-inside': [
      'Not checked: a robot has one line alone, and trying it here would throw the running server out.',
      'Look at this light under "Manage → Check-up".',
    ],
    'waits-config': ['Not checked: the configuration comes first.', 'Mend the light "Configuration".'],
    'waits-trial': ['Not checked: WeCom is not connected yet.', 'Mend the light "Configuration".'],
    'waits-network': ['Not checked: WeCom has to be reached first.', 'Mend the light "Connection to WeCom".'],
    'waits-token': ['Not checked: a token is needed first.', 'Mend the light "App credentials".'],
    'waits-ip': ['Not checked: the outgoing IP has to be trusted first.', 'Mend the light "Trusted IP".'],
    'waits-database': [
      'Not checked: the database is not open here.',
      'Mend the light "Database", or look under "Manage → Check-up".',
    ],
    'waits-server': ['Not checked: the server is not running.', 'Run npm start and check again.'],
  },
  settings: {
    PORT: 'Write a whole number from 0 to 65535, e.g. 3000.',
    PUBLIC_URL: 'Write the https address people open, without a path, e.g. https://crm.example.com.',
    DATABASE_URL: 'Write postgres://user:password@host:5432/name, or leave it out for the built-in database.',
    WECOM_CORP_ID: 'Copy the corp id from the bottom of "My company" in the WeCom console.',
    WECOM_AGENT_ID: 'Copy the AgentId from "Apps → Self-built → this app".',
    WECOM_SECRET: 'Copy the secret from "Apps → Self-built → this app".',
    WECOM_TOKEN: 'Copy the Token (1 to 32 letters and digits) from "this app → Receive messages → API receiver".',
    WECOM_ENCODING_AES_KEY:
      'Copy the EncodingAESKey (43 letters and digits) from "this app → Receive messages → API receiver".',
    WECOM_API_URL: 'Usually left out; with a fixed-address proxy, its https address.',
    WECOM_OAUTH_URL: 'Usually left out; the default is https://open.weixin.qq.com.',
    DATA_KEYS:
      'Write id:key, several with commas between, the one that seals first and older ones behind it, each from echo k1:$(openssl rand -base64 32).',
    SESSION_SECRET: 'At least 32 characters, e.g. from openssl rand -hex 32; left out, one is made.',
    ADMIN_USERIDS: 'Write member userids with commas between them, e.g. zhangsan,lisi.',
    APP_TIMEZONE: 'Write an IANA time zone, e.g. Asia/Shanghai.',
    LOG_LEVEL: 'Write trace, debug, info, warn, error, fatal or silent.',
    TRIAL_CLOCK: 'Write it like 2026-11-23T08:40:00+08:00; leave it out in real use.',
    WECHATY_PUPPET: 'Write the package, e.g. wechaty-puppet-service; without a bot leave both settings out.',
    WECHATY_TOKEN: 'Set it together with WECHATY_PUPPET; without a bot leave both out.',
    SMART_ROBOT_ID:
      "Copy the Bot ID from the smart robot's API page, together with its secret; use it or WECHATY_PUPPET, not both.",
    SMART_ROBOT_SECRET: "Copy the secret from the smart robot's API page, together with its Bot ID.",
  },
  otherSetting: 'Correct it by the table of settings in the README.',
  code: 'Code {errcode}: ',
  todo: 'What to do: ',
}
