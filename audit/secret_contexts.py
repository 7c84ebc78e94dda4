# ruff: noqa: E501, S105 (a table: one format a line reads best; what passwords are called is none)
# fmt: off
"""Secrets told by what stands around them: keys in armour, URLs, headers, options, and names that call them so."""

from audit import secret_values as values
from audit.scanning import Rule

_Q = r"(?:\\*[\"'`]|&quot;)?"  # a quote, also within JSON in JSON
_IS = r"\s*(?:=>|:=|==|=|:|\|\|)\s*"
_BARE = r"[^\s\x00\"'`,;<>\[\](){}\\&|]"
_VALUE = rf"(?:{_BARE}|\\[^\s\x00\"'`nrt\\])"  # within JSON in JSON a backslash before a quote ends the value
_DQ, _SQ = r"(?:[^\"\n\x00\\]|\\[^\"\n\x00])", r"(?:[^'\n\x00\\]|\\[^'\n\x00])"

_CALLED_PASSWORD = (
    r"pass(?:word|wort|wd|phrase|code)|passwd|(?:\b|_)pass|(?:\b|[_a-z])pwd|kennwort|mot\s?de\s?passe|contrase[ñn]a|senha|wachtwoord"
    r"|has[łl]o|парол[ья]|密码|密碼|パスワード|비밀번호|lösenord|adgangskode|passord|salasana|parola|heslo|jelsz[óo]|şifre|mật khẩu|كلمة المرور|סיסמה"
)
_CALLED_TOKEN = (
    r"secret(?:[_-]?(?:access[_-]?)?key)?|(?:api|private|access|auth|account|encryption|signing|master|service|session|client|license|deploy|insert|query|admin|shared[_-]?access|subscription|consumer|app(?:lication)?|storage|primary|webhook|unseal|stream|unique|jwt)[_ .-]?(?:key|secret|token)"
    r"|(?:\b|_)(?:api[_-]?key|apikey|authkey|pat|salt)|(?:bearer|refresh|bot|id|csrf|xsrf|security|repo|registration|oauth|vault|user|push|server|verification|page|integration)[_ .-]?token|_?auth[_-]?token|(?:\b|[_.-])token|(?-i:Token|KEY\b|SALT)"
    r"|(?:\b|_)(?:sessionid|session_id|sid|jsessionid|phpsessid|credentials?|signature|hmac|sas)"
)
_AUTH = r"(?i)\b(?:proxy-)?authori[sz]ation(?:_header)?"
_TOOLS = (
    r"(?:docker|podman|helm|az|mysql\w*|mongo\w*|mongosh|psexec(?:\.exe)?|sshpass|ldap\w+|rabbitmq\w*|influx|cqlsh|impacket[\w.-]*|smbclient|net use|svn|nuget|oc|ftp|plink(?:\.exe)?|htpasswd|keytool|sqlcmd|bcp|mysqldump|redis-cli|curlftpfs|rclone|jfrog|skopeo|buildah|xfreerdp|rdesktop|smbmap|crackmapexec|evil-winrm)"
)
_VENDOR = (
    r"heroku|datadog|dd|new_?relic|codeclimate|cc_test_reporter(?:_id)?|coveralls|sauce(?:labs)?|browserstack|sonar(?:qube|cloud)?|jenkins|jira|confluence|atlassian|bitbucket|gitlab|linkedin|facebook|fb|twitter|instagram|pinterest|reddit|spotify|dropbox|mailchimp|mailgun|mandrill|postmark|sparkpost|sendgrid|mailjet|mailtrap|nexmo|vonage|messagebird|plivo|twilio|telnyx|pusher|ably|algolia|mapbox|mapquest|here|tomtom|stripe|paypal|braintree|square|adyen|klarna|razorpay|shopify|woocommerce|magento|contentful|prismic|sanity|segment|mixpanel|amplitude|intercom|zendesk|freshdesk|hubspot|pipedrive|salesforce|okta|auth0|onelogin|cloudinary|imgur|flickr|fastly|cloudflare|linode|vultr|hetzner|digitalocean|netlify|vercel|render|railway|fly|scaleway|ovh|aws|azure|gcp|google|firebase|alibaba|tencent|pagerduty|opsgenie|rollbar|bugsnag|sentry|honeybadger|airbrake|raygun|loggly|logdna|logzio|papertrail|sumologic|splunk|elastic|grafana|cohere|openai|mistral|deepl|clarifai|wandb|kaggle|nasa|trello|asana|clickup|monday|todoist|airtable|notion|figma|zoom|calendly|typeform|eventbrite|etsy|ebay|amazon|walmart|adobe|autodesk|quickbooks|xero|plaid|yodlee|coinbase|binance|kraken|kucoin|bittrex|etherscan|infura|alchemy|moralis|snyk|codecov|circleci|travis|drone|appveyor|buildkite|art[i]factory|jfrog|nexus|nuget|dockerhub|quay|vault|consul|thingsboard|blynk|particle|ubidots|truenas|tower|rancher|kubernetes|wakatime|beamer|bitly|yandex|baidu|weibo|naver|kakao|line|wechat|hotjar|optimizely|launchdarkly|split|doppler|snowflake|databricks|gitter|disqus|gravatar|unsplash|pexels|giphy|tmdb|omdb|openweather\w*|weather\w*|accuweather|newsapi|rapidapi|ipstack|ipinfo|maxmind|abstract|clearbit|hunter|fullcontact|apollo|zerobounce|shodan|censys|virustotal|abuseipdb|urlscan|bing|gitalk|kagi|exa|serp(?:api)?|scrapingbee|apify|browserless"
)
_HEX_OR_ID = r"[0-9a-f]{32,64}|[0-9A-Za-z_-]{20,80}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# The words are anchors; the gates are the words with the sign behind them, as the words stand in every second ticket.
_PASSWORD_IS = rf"(?i)(?:{_CALLED_PASSWORD})[\w.-]*(?:\\*[\"'`\]])*\s*[:=|]"
_TOLD = rf"(?i)(?:{_CALLED_PASSWORD}|secret|key|token)[^\n\x00.!?`\[]*\s(?:is|was|=|are|ist|lautet|est|es|é|è|jest|to)\b"
_PASSWORD_WORD = f"(?i){_CALLED_PASSWORD}"
_TOKEN_WORD = "(?i)secret|token|key|pat|salt|sid|session_?id|credential|signature|hmac|sas"
_LONG = r"[:=,|][\s\"'`>|=]*[0-9A-Za-z_-]{20}"  # a value that may have been drawn
_URL_LOGIN = r"://[^\s\x00/\"'<>`]*:[^\s\x00/\"'<>`]*@"
_TOKEN_IS = rf"(?i)(?:{_CALLED_TOKEN})s?[\w.-]*(?:\\*[\"'`\]])*\s*(?:[:=|]|!=|,\s*[\"'`]|\d*\s*-{0,2}[:>]|is\b)"
_VENDOR_IS = rf"(?i)(?:\b|_)(?:{_VENDOR})[\w .-]*[\"'`\]]?\s*[:=,|]"

# In the order of how sure they are; all come after the vendors' formats but the keys in armour.
ARMOUR = (
    Rule("private_key", "PRIVATE KEY|PuTTY-User-Key|BEGIN OPENSSH|PGP PRIVATE|SSH2 ENCRYPTED",
         r"-{4,5} ?BEGIN [0-9A-Za-z ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}(?:[^\x00-]|-[^\x00-]|--[^\x00-]|---[^\x00-])*(?:-{4,5} ?END [0-9A-Za-z ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)?"),
    Rule("private_key", "PuTTY-User-Key", r"PuTTY-User-Key-File-\d:[^\x00]*?(?:Private-MAC:\s*[0-9a-f]{20,}|$)"),
    Rule("private_key", "LS0tLS1CRUdJTi", r"LS0tLS1CRUdJTi[0-9A-Za-z+/]+(?:\s{1,4}[0-9A-Za-z+/]{40,})*(?:\s{1,4}[0-9A-Za-z+/]+)?={0,2}"),
    Rule("private_key", r'"d"', r'"kty"\s*:\s*"[A-Za-z]+"[^}\x00]*?"d"\s*:\s*"([0-9A-Za-z_-]{20,})"|"d"\s*:\s*"([0-9A-Za-z_-]{40,})"'),
)
_JWT = (
    Rule("jwt", "eyJ|ZXlK", r"\b(?:eyJ|ZXlK)[0-9A-Za-z_-]{12,}\.(?:eyJ|ZXlK)[0-9A-Za-z_-]{8,}(?:\.[0-9A-Za-z_-]{4,})?|\beyJ[0-9A-Za-z_-]{12,}(?:\.[0-9A-Za-z_-]*){2,4}\.[0-9A-Za-z_-]{8,}"),
)
_HASHES = (
    Rule("password_hash", r"\$[0-9a-z]+\$", r"\$(?:1|apr1)\$[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{22}|\$2[abxy]?\$\d\d\$[./0-9A-Za-z]{53}|\$[56]\$(?:rounds=\d+\$)?[^\s\x00$:]{1,16}\$[./0-9A-Za-z]{43,86}|\$8\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}|\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}|\$(?:y|gy|7)\$[./0-9A-Za-z]+\$[./0-9A-Za-z]*\$[./0-9A-Za-z]{30,}|\$(?:argon2(?:id|i|d))\$v=\d+\$[0-9a-z=,]+\$[0-9A-Za-z+/]+\$[0-9A-Za-z+/]+={0,2}|\$pbkdf2(?:-sha\d+)?\$\d+\$[./0-9A-Za-z+]+\$[./0-9A-Za-z+]+|\$scrypt\$[0-9a-z=,]+\$[0-9A-Za-z+/=]+\$[0-9A-Za-z+/=]+|\$S\$[./0-9A-Za-z]{52}|\$[PH]\$[./0-9A-Za-z]{31}|\$krb5(?:asrep|tgs|pa)\$\d+\$[^\s\x00]{40,}|\$sha1\$\d+\$[./0-9A-Za-z]+\$[./0-9A-Za-z]{20,}"),
    Rule("password_hash", r"\$[PH]\$|\$S\$", r"\$(?:S\$[./0-9A-Za-z]{52}|[PH]\$[./0-9A-Za-z]{31})"),
    Rule("password_hash", r"pbkdf2_sha|bcrypt_sha256|argon2\$|scrypt:|\{S?(?:SHA|MD5)|\{CRYPT\}|\{PBKDF2", r"\b(?:pbkdf2_sha\d+|bcrypt_sha256|argon2)\$[^\s\x00\"'<>]{30,}|\bscrypt:\d+:\d+:\d+\$[^\s\x00\"'<>]{30,}|\{(?:S?SHA\d*|S?MD5|CRYPT|PBKDF2[-\w]*)\}[0-9A-Za-z+/$.=]{16,}"),
    Rule("password_hash", "(?i):[0-9a-f]{8}", r"(?i):\d{1,6}:([0-9a-f]{32}:[0-9a-f]{32}):::|\w::[\w.-]+:([0-9a-f]{16}:[0-9a-f]{32}:[0-9a-f]{20,})"),
)
_URLS = (
    Rule("url_password", "://", r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s\x00/:@\"'<>`]*:([^\s\x00/\"'<>`]+)@", values.url_password, gate=_URL_LOGIN),
    Rule("url_password", r"jdbc:oracle|sqlplus|:thin:", r"(?i)(?:jdbc:oracle:thin:|sqlplus\s+)[\w$#]{1,60}/([^\s\x00@/\"']{2,})@", values.url_password),
    Rule("url_password", "://", r"(?i)\b(?:https?|git|ssh|ftps?)://([0-9a-f]{20,}|[0-9A-Za-z_-]{30,})@[0-9a-z.-]+", values.drawn, gate=r"://[0-9A-Za-z_-]+@"),
    Rule("url_password", "://", r"(?i)://[^\s\x00@\"'<>]+@[^\s\x00/@\"'<>,]+,[^\s\x00/:@\"'<>]{1,80}:([^\s\x00/@\"'<>]+)@", values.url_password, gate=_URL_LOGIN),
    Rule("url_secret", "(?i)(?:token|key|secret|password|passwd|pwd|jwt|session_?id|sid|sig|signature|credential|keyid|code|auth)=", r"(?i)[?&;](?:amp;)?(?:access_?token|refresh_?token|id_?token|auth_?token|api_?key|app_?key|apikey|client_?secret|secret|password|passwd|pwd|token|jwt|session_?id|sessionid|sid|sig|signature|x-amz-(?:signature|credential|security-token)|awsaccesskeyid|code|key|auth|private_token|subscription-key|hapikey|wstoken|invite_?token|reset_?token)=([^\s\x00\"'<>&#;`]{6,})", values.random_value),
    Rule("connection_password", "(?i)(?:password|pwd|passwd|key|signature|secret(?:value)?)[ \t]*=", r"(?i)(?:^|[;\"'\s?&>])(?:password|pwd|passwd|user password|jet oledb:database password|AccountKey|SharedAccessKey|SharedSecret(?:Value)?|SharedAccessSignature|Secret|AccessKey)\s{0,3}=\s{0,3}([^\s\x00;\"'<>]{3,})(?:;|\s*&?quot|[\"'])", values.bare_password),
)
_HEADERS = (
    Rule("bearer", "(?i)authori[sz]ation", rf"{_AUTH}{_Q}\s*[:=,]\s*{_Q}(?:bearer|basic|token|apikey|api-key|key|oauth|ssws|negotiate|ntlm|digest|splunk|genie-?key|pve\w+|discogs|bot|jwt|aws|sharedkey(?:lite)?|hawk|mac)[\s:=]+{_Q}([^\s\x00\"'`,;<>\\$(){{}}]{{8,}})", values.literal),
    Rule("bearer", "(?i)authori[sz]ation", rf"{_AUTH}{_Q}\s*[:=]\s*{_Q}([0-9A-Za-z._~+/=|@-]{{16,}})", values.random_value),
    Rule("bearer", "(?i)authori[sz]ation", rf"{_AUTH}[^\n\x00]*?(?:signature|credential|response|oauth_token|oauth_consumer_key)=\\*[\"']?([0-9A-Za-z+/=%._-]{{16,}})", values.drawn),
    Rule("bearer", "(?i)(?:bearer|basic)[\\s:]", r"(?i)\b(?:bearer|basic)[\s:]{1,3}([0-9A-Za-z._~+/-]{16,}={0,2})", values.drawn),
    Rule("header_secret", "(?i)x-[a-z]|api-key|-token", rf"(?i)\b(?:x-[a-z0-9-]{{0,40}}(?:key|token|secret|auth|signature|api|session|password)[a-z0-9-]{{0,20}}|api-key|[a-z-]{{1,30}}-token|private-token)(?:\\*[\"'])?\s*[:=,]\s*{_Q}([^\s\x00\"'`,;<>\\${{}}()]{{8,}})", values.random_value),
    Rule("cookie", "(?i)cookie", r"(?i)\b(?:set-)?cookie2?[\"']?\s*[:=]\s*[\"']?(?:[^\n\x00]*?;\s*|[^\n\x00;=]{0,3})?[\w.-]{0,60}(?:sess|sid|auth|token|jwt|csrf|xsrf|login|remember|ticket|id)[\w.-]{0,40}=([^\s\x00;\"',]{8,})", values.drawn),
)
_OPTIONS = (
    Rule("password", "(?i)-u ?|--user|--proxy-user", r"(?i)\b(?:curl|wget|http|https|xh|httpie|ab|siege|rsync|ftp|lftp|mvn|nuget|jira|gcurl|influx)\b(?:[^\n\x00]|\\\r?\n)*?\s(?:-u|-a|--user|--auth|--proxy-user|-U)[\s=]*(?:\"[^\s\x00:\"$]*:([^\x00\"\n]{3,})\"|'[^\s\x00:'$]*:([^\x00'\n]{3,})'|(?:\"[^\s\x00\"]+\"|[^\s\x00:\"'$]*):[\"']([^\x00\"'\n]{3,})[\"']|[^\s\x00:\"'$]+:([^\s\x00\"'`]{3,}))", values.login),
    Rule("password", "(?i)-u ?|--user", r"(?i)\bcurl\b[^\n\x00]*?\s(?:-u|--user)[\s=]*[\"']([^\s\x00:\"'$]{6,}):[\"']", values.drawn),
    Rule("password", r"(?i)\s(?:-u|--user)[\s=]", rf"(?i)\s(?:-u|--user)[\s=]{{1,2}}{_Q}[^\s\x00:\"'$/\\<]{{2,}}:([^\s\x00\"'`$/:<>]{{4,}})", values.bare_password),
    Rule("password", r"(?i)-(?:password|passwd|passphrase|pass|pw|secret|token|api-?key|key|auth|storepass|keypass|secretkey|vaulttoken|logintoken)[\s=]|[-_](?:password|passwd|passphrase|pass|pw|secret|token|key|auth)[\s=]", rf"(?i)(?:^|[\s\"'])--?(?:[a-z0-9]+[-_])*(?:password|passwd|passphrase|pass|pw|secret|token|api-?key|key|apikey|auth-?token|auth|secret-key|access-key|storepass|keypass|secretkey|vaulttoken|logintoken|nuget-?key)[\s=]{{1,2}}{_Q}({_VALUE}{{4,}})", values.random_value),
    Rule("password", r"(?i)[-_](?:password|passwd|passphrase|pass|pw|storepass|keypass)[\s=]", rf"(?i)(?:^|[\s\"'])--?(?:[a-z0-9]+[-_])*(?:password|passwd|passphrase|pass|pw|storepass|keypass)[\s=]{{1,2}}{_Q}({_VALUE}{{4,}})", values.line_password),
    Rule("password", "\\s(?:-p|-w|-P|/p|-a)", rf"(?i)\b{_TOOLS}\b[^\n\x00]*?\s(?:-p|-w|-P|/p:?|-a|-pw)\s{{0,2}}{_Q}({_VALUE}{{3,}})", values.quoted_password),
    Rule("password", "(?i)pass:|-passin|-passout", rf"(?i)-pass(?:in|out)?\s+{_Q}pass:({_VALUE}{{2,}})"),
    Rule("password", "(?i)(?:password|passwd|pass|secret|token|login|key)=", rf"(?i)\s/?[-/]d:?[\w.-]{{0,80}}(?:password|passwd|pass|secret|token|login|key)=({_VALUE}{{6,}})", values.random_value),
    Rule("password", r"(?i)/user:", rf"(?i)/user:[^\s\x00]{{1,80}}\s+(?:/p(?:ass)?(?:word)?:)?({_VALUE}{{4,}})", values.told_password),
    Rule("password", "(?i)login[^\\n\\x00]|machine ", r"(?i)\bmachine\s+[^\s\x00]+\s+(?:login\s+[^\s\x00]+\s+)?(?:account\s+[^\s\x00]+\s+)?password\s+([^\s\x00\"'`]+)"),
    Rule("password", "(?i)identified by|password '|with password", r"(?i)(?:identified\s+(?:with\s+[^\s\x00]{1,40}\s+)?(?:by|as)|with\s+(?:encrypted\s+)?password|set\s+password\s*=?)\s+(?:password\s+)?[\"']([^\"'\n\x00]{2,})[\"']"),
    Rule("password", "_authToken|_password|_auth", r"(?:_authToken|_password|_auth)\s{0,2}=\s{0,2}[\"']?([^\s\x00\"'<>]{6,})", values.literal),
    Rule("password", "(?i)(?:password|pwd)[ \t]*=", r"(?i)\b(?:server|host|data source|user(?: ?id|name)?|uid|database|initial catalog|provider|driver)\s{0,2}=[^\n\x00]+?[;\s\"'](?:password|pwd)\s{0,2}=\s{0,2}([^\s\x00;\"'<>,&]{3,})(?:;|&quot|[\"'])", values.literal),
    Rule("password", "(?i)pass", r"(?i)\buser(?:name)?[\"']?\s{0,3}[:=]?>?\s{0,3}\\?[\"'][^\"'\n\x00]{1,80}[\"'][,;]?\s{1,40}[\w$>\"'-]{0,20}pass(?:word|wd)?[\"']?\s{0,3}[:=]?>?\s{0,3}[\"']([^\"'\n\x00]{3,})[\"']", values.literal, gate=r"(?i)pass(?:word|wd)?[\"']?\s*[:=]?>?\s*[\"']"),
    Rule("password", "(?i)password", r"(?i)password[^\n\x00]{0,80}:\s{1,6}([0-9A-Za-z]{16,64})\s", values.drawn),
    Rule("password", "(?i)variable", r"(?i)variable\s+[\"'][\w-]{0,60}(?:token|secret|password|key)[\w-]{0,20}[\"']\s*\{[^}\x00]*?default\s*=\s*[\"']([^\"'\n\x00]{6,})[\"']", values.literal),
    Rule("secret", "(?i)aws", r"(?i)aws[\w .-]{0,20}(?:secret|sk)[\w .-]{0,20}(?:\\*[\"'\]])*\s{0,4}(?:=>|:=|=|:)\s{0,4}(?:\\*[\"'])*([0-9A-Za-z/+]{40})(?:$|[^0-9A-Za-z/+=])"),
    Rule("secret", "api/v1/", r"/api/v1/([0-9A-Za-z]{20})/(?:telemetry|attributes|rpc|provision)"),
    Rule("secret", r"(?i)kind:\s*[\"']?secret\b", r"(?m)^[ \t]+[\w.-]+:[ \t]*(?:[|>][+-]?\s+)?[\"']?([0-9A-Za-z+/]{8,}={0,2})[\"']?[ \t\r]*$", values.encoded),
    Rule("pgpass", ":[0-9]{4}:", r"(?m)^[\w.*-]+:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w.*@-]{1,64}:([^\s\x00:]{3,})$"),
)
_NAMED = (
    # Quoted values: what a name calls a password or a secret, in code, JSON, YAML, TOML, PHP, XML and the like.
    Rule("password", _PASSWORD_WORD, rf"(?i)(?:{_CALLED_PASSWORD})[\w.-]{{0,24}}(?:\\*[\"'`\]])*{_IS}(?:\\*\"({_DQ}{{3,}}?)\\*\"|\\*'({_SQ}{{3,}}?)\\*'|{_Q}({_VALUE}{{4,}}))", values.password, gate=_PASSWORD_IS),
    Rule("password", _PASSWORD_WORD, rf"(?im)^[\s#/*>-]{{0,24}}[\w.-]{{0,40}}(?:{_CALLED_PASSWORD})[\w.-]{{0,24}}(?:[ \t]*:[ \t]+|[ \t]*=[ \t]*)({_VALUE}{{4,}})[ \t\r]*$", values.line_password, gate=_PASSWORD_IS),
    Rule("password", _PASSWORD_WORD, rf"(?i)(?:{_CALLED_PASSWORD})\s+[\"']([^\"'\n\x00]{{3,}})[\"']", values.quoted_password, gate=rf"(?i)(?:{_CALLED_PASSWORD})\s+[\"']"),
    Rule("password", _PASSWORD_WORD, rf"(?i)(?:{_CALLED_PASSWORD})[^\n\x00.!?\"']{{0,40}}(?:[\"'][^\"'\n\x00]{{1,60}}[\"']\s*)?(?:\bis|\bwas|\bto|ist|lautet|est|es|é|è)\b:?\s*[\"'`“«]([^\"'`“”»\n\x00]{{3,}})[\"'`”»]", values.quoted_password, gate=_TOLD),
    Rule("password", f"(?i){_CALLED_PASSWORD}|secret|key|token", rf"(?i)(?:{_CALLED_PASSWORD}|secret(?: key)?|api[ _-]?key|token|private[ _-]?key)[^\n\x00.!?\"'`\[]{{0,30}}\s(?:is|was|=|are|ist|lautet|est|es|é|è|jest|to)\b:?\s*{_Q}({_VALUE}{{5,}})", values.told_password, gate=_TOLD),
    Rule("password", "(?i)pass|pw|cred|log-?in", rf"(?i)\b(?:pass|pw|pword|pwd|passcode|creds?|credentials|log-?ins?|login details)\s*(?:[:=]|is|are)\s*{_Q}(?:[^\s\x00:/@\"']{{1,60}}(?:@[\w.-]{{1,60}})?\s*[/:|]\s*)?({_VALUE}{{5,}})", values.told_password, gate=r"(?i)\b(?:pass|pw|pword|pwd|passcode|creds?|credentials|log-?ins?|login details)\s*(?:[:=]|is|are)"),
    Rule("password", "</", rf"(?i)<[\w:.-]{{0,60}}(?:{_CALLED_PASSWORD}|secret|token|api-?key)[\w:.-]{{0,20}}(?:\s[^<>\n\x00]*)?>\s*([^<>\s\x00]{{3,}})\s*</", values.quoted_password),
    Rule("password", "(?i)value\\s*=", rf"(?i)(?:key|name|id)\s*=\s*[\"'][^\"'\n\x00]{{0,80}}(?:{_CALLED_PASSWORD}|secret|token|api-?key|access-?key|private-?key)[^\"'\n\x00]{{0,20}}[\"']\s+[\w:]{{0,20}}value\s*=\s*[\"']([^\"'\n\x00]{{3,}})[\"']", values.quoted_password),
    Rule("password", "(?i)NetworkCredential|DirectoryEntry|UsernamePassword|createConnection|mysqli?_connect|mysqli\\(|new PDO|SqlCredential|BasicAuth|HTTPBasic|basic_auth|\\.login\\(|authenticate\\(|Credentials\\(|auth=\\(", r"(?i)(?:NetworkCredential|DirectoryEntry|UsernamePassword\w*|mysqli?_connect|mysqli|PDO|SqlCredential|BasicAuth\w*|HTTPBasicAuth|basic_auth|\.login|\.authenticate|Credentials|auth=)\s*\(\s*[\"'][^\"'\n\x00]*[\"']\s*,\s*(?:[\"'][^\"'\n\x00]*[\"']\s*,\s*)?[\"']([^\"'\n\x00]{3,})[\"']", values.quoted_password),
    Rule("secret", _TOKEN_WORD, rf"(?i)(?:{_CALLED_TOKEN})s?(?:[_.-]?(?:id|value|key|b64|base64|string|default|prod|dev|test|live)){{0,2}}(?:\\*[\"'`\]])*(?:\s*:\s*\w{{1,20}})?{_IS}(?:(?:os\.)?getenv\([^,\n\x00]{{0,60}},\s*|env\([^,\n\x00]{{0,60}},\s*)?{_Q}({_VALUE}{{8,}})", values.random_value, gate=_TOKEN_IS),
    Rule("secret", _TOKEN_WORD, rf"(?i)(?:{_CALLED_TOKEN})s?[\w.-]{{0,24}}[\"'`\]]?\s{{0,4}}(?:=|:|,|=>|:=|!==?|===?|\|\|)\s{{0,4}}(?:'\"([^\"\n\x00]{{8,}})\"|\"'([^'\n\x00]{{8,}})'|\"({_DQ}{{8,}})\"|'({_SQ}{{8,}})'|`([^`\n\x00]{{8,}})`)", values.random_value, gate=_TOKEN_IS),
    Rule("secret", _TOKEN_WORD, rf"(?i)(?:{_CALLED_TOKEN})\s{{0,3}}(?:\d{{1,2}})?\s?(?::|is|--?>|\|)\s{{0,20}}{_Q}([0-9A-Za-z+/=_.-]{{16,}})", values.drawn, gate=_TOKEN_IS),
    Rule("secret", rf"(?i)(?:{_CALLED_TOKEN})\s+{_Q}[0-9A-Za-z+/=_-]{{20}}", rf"(?i)(?:{_CALLED_TOKEN})\s{{1,20}}{_Q}([0-9A-Za-z+/=_-]{{20,}})", values.drawn),
    Rule("secret", "[!=]=", rf"(?i)(?:{_CALLED_TOKEN}|{_CALLED_PASSWORD})\s{{0,3}}[!=]==?\s{{0,3}}[\"']([^\"'\n\x00]{{4,}})[\"']", values.quoted_password),
    Rule("secret", "(?i)unseal", r"(?i)\bunseal(?: key)?[^\n\x00]{0,20}?[\s:=]([0-9A-Za-z+/]{43,44}=?)", values.drawn),
    Rule("secret", _LONG, rf"(?i)(?:\b|_)(?:{_VENDOR})(?:[_ .-]?(?:api|access|auth|client|app|user|account|server|personal|rest|secret|private|license|project|write|read|repo))*[_ .-]?(?:key|token|secret|id|api|pat|login|password|crumb|auth|passwd)?[\"'`\]]?\s{{0,4}}(?:=|:|,|=>|:=|\|\|)\s{{0,4}}[\"'`]?({_HEX_OR_ID})(?:$|[^0-9A-Za-z_/.-])", values.drawn, gate=_VENDOR_IS),
)
CONTEXT_SECRETS = (*_JWT, *_HASHES, *_URLS, *_HEADERS, *_OPTIONS, *_NAMED)
