/** Messages about other machines: their logins and limits are not this application's. */
const foreign =
  /\bSQLSTATE\b|\bFATAL:|\b(?:SMTP|IMAP|POP3|LDAP|FTP|SFTP|SSH|OneLogin|webhook|git|docker|redis|mysql)\b|https?:\/\/|\bresulted in a\b/i;

/**
 * Words of messages, most specific first. Gaps are bounded, so that a match costs the same for any text. They say what
 * happened ("logged in"), not what is or should be ("is not logged in", "must be logged in").
 */
const words: readonly (readonly [RegExp, string])[] = [
  [/\block(?:ed)?[ -]?out\b|\baccount (?:(?:is|was|has been) )?(?:temporarily )?locked\b/i, 'lockout'],
  [
    /\btoo many (?:failed )?(?:log-?in )?(?:attempts|requests)\b|\brate[ -]limited\b|\brate[ -]limit\b.{0,20}\b(?:exceeded|hit|reached)\b|\b(?:request|client|ip|login)s?\b.{0,20}\bthrottled\b/i,
    'rate_limited',
  ],
  [/\bCSRF token (?:mismatch|invalid)\b/i, 'csrf_mismatch'],
  [/\b(?:two[ -]factor|2fa|mfa|otp)\b.{0,40}\b(?:fail(?!ure count)|invalid|wrong|incorrect)/i, 'two_factor_failed'],
  [/\b(?:two[ -]factor|2fa|mfa)\b.{0,40}(?<!not )\b(?:enabled|activated|turned on)\b/i, 'two_factor_enabled'],
  [
    /\b(?:two[ -]factor|2fa|mfa)\b.{0,40}(?<!not )\b(?:disabled|deactivated|turned off|removed)\b/i,
    'two_factor_disabled',
  ],
  [
    /\bgenerated new (?:backup|recovery) codes\b|\b(?:backup|recovery) codes (?:were |have been )?(?:re)?generated\b/i,
    'recovery_codes_generated',
  ],
  [/\bpassword reset\b.{0,80}\b(?:failed|failure|not valid|invalid|not found)\b/i, 'password_reset_failed'],
  [/\bpassword reset (?:link|mail|email|request|sent)|\breset link sent\b/i, 'password_reset_requested'],
  [
    /\bpassword (?:(?:was|has been|is) (?:reset|changed|updated)\b|(?:reset|changed)(?: (?:for|by|success|complete)|[.!]?$))/i,
    'password_reset',
  ],
  [/\b(?:started|began|begins|is now) impersonating\b|\bimpersonation started\b/i, 'impersonation_started'],
  [/\b(?:stopped|ended|left) impersonat(?:ing|ion)\b|\bimpersonation (?:ended|stopped)\b/i, 'impersonation_ended'],
  [
    /\b(?:gave|granted|assigned)\b.{0,60}\brole\b|\brole\b.{0,40}\b(?:assigned|granted|given|attached) to\b|\b(?:granted|promoted to|made) (?:\w{1,20} ){0,2}(?:administrator|admin|superuser)\b(?! panel)/i,
    'role_granted',
  ],
  [
    /\brevoked\b.{0,60}\b(?:role|admin)\b|\bremoved\b.{0,40}\b(?:role|admin rights)\b.{0,40}\bfrom\b|\brole\b.{0,40}\b(?:revoked|removed|detached) from\b/i,
    'role_revoked',
  ],
  [/\brole (?:of .{1,60} )?(?:was |has been )?changed\b|\bchanged (?:the )?role\b/i, 'role_changed'],
  [/\b(?:gave|granted|assigned)\b.{0,60}\bpermissions?\b.{0,20}\bto\b/i, 'permission_granted'],
  [/\brevoked\b.{0,60}\bpermissions?\b/i, 'permission_revoked'],
  [
    /\b(?:api|personal access) (?:token|key)\b.{0,20}\b(?:created|issued|generated)\b|\bcreated (?:a |new )?(?:api|personal access) (?:token|key)\b/i,
    'token_created',
  ],
  [/\b(?:api|personal access) (?:token|key)\b.{0,20}\b(?:revoked|deleted)\b/i, 'token_revoked'],
  [
    /\b(?:mass|bulk) export|\bexported (?:all|\d[\d,.]{0,12}) (?:\w{1,20} )?(?:users|customers|accounts|contacts|records)\b/i,
    'data_exported',
  ],
  [/\b(?:mass|bulk) delet|\bdeleted all (?:\w{1,20} )?(?:users|customers|accounts|records)\b/i, 'deleted'],
  [
    /\b(?:failed|invalid|unsuccessful|bad|wrong|incorrect) (?:to (?=log|sign|auth))?(?:(?!to\b)\w{1,20} ){0,2}(?:log-?in|log in|sign-?in|sign in|authenticat(?:ion|e))\b/i,
    'login_failed',
  ],
  [
    /(?<![-\w])(?:log-?in|sign-?in|authentication)\b.{0,30}\b(?:failed|failure|unsuccessful|rejected|denied)\b/i,
    'login_failed',
  ],
  [/(?<!\bnot )\b(?:logged|signed) out\b|^log-?out\b(?=\W*$| (?:by|of|for|user))|\buser log-?out\b/i, 'logout'],
  [
    /(?<!\b(?:not|be|is|are|if|when|while|currently|already|yet) )\b(?:logged|signed) in\b(?! users?\b)|\b(?:log-?in|sign-?in) (?:succeeded|successful|success)\b|\bsuccessful log-?in\b/i,
    'login',
  ],
  [
    /\b(?:user|account|customer) (?:was |has been |has )?registered\b|\bregistered (?:a )?new (?:user|customer|account)\b/i,
    'registered',
  ],
  [/(?<!\bno )\b(?:user|customer) (?:account )?(?:was |has been )?deleted\b/i, 'account_deleted'],
  [/\be-?mail (?:address )?(?:was |has been )?verified\b/i, 'verified'],
];

/** The event that the words of a message tell, undefined for most messages. Linear. */
export function eventOfWords(message: string): string | undefined {
  if (!mayTell.test(message) || foreign.test(message)) return undefined;
  return words.find(([pattern]) => pattern.test(message))?.[1];
}

/** Every pattern holds one of these: most messages are done after one look. */
const mayTell =
  /lock|too many|limit|throttl|csrf|factor|2fa|mfa|otp|codes|reset|password|impersonat|role|admin|superuser|permission|token|key|export|delet|log-?in|log in|logged|log-?out|sign|authenticat|registered|verified/i;
