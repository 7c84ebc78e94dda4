"""English."""

from drafts.phrases.shape import Phrases

EN = Phrases(
    strong=r"(?:refunded|credited|reimbursed|compensated|cancel+ed|waived|escalated|reset|restarted|rebooted|upgraded|"
           r"downgraded|reactivated|deactivated|unsuspended|rotated|revoked|issued|processed|initiated|transferred|"
           r"forwarded|reassigned|unlocked|unblocked|approved|reopened|renewed|exchanged|returned|submitted|filed|"
           r"restored|deleted|purged|raised|notified|contacted|whitelisted|allow-?listed|credited|granted|charged|"
           r"passed (?:this|it|your|that)|opened a|logged a|created a|sent you|set up|put through|"
           r"taken care of|sorted (?:this|it|that)|marked|flagged|scheduled|extended|applied|adjusted|requested)",
    release=r"(?:fixed|patched|resolved|deployed|redeployed|released|added|changed|removed|updated|modified|moved|"
            r"enabled|disabled|activated|migrated|rolled back|reverted|increased|lowered|reduced|corrected|completed|"
            r"introduced|shipped|cleared|flushed|scaled|configured|switched|renamed|improved|paused|resumed|stopped|"
            r"started|triggered|assigned|created|provisioned|closed|opened)",
    we_did=r"\b(?:i|we|our (?:support |billing |platform )?team|our engineers?|engineering|support|billing|my "
           r"colleagues?)(?:'ve| have| has|'d| had)?(?: (?:already|just|now|also|then|successfully|gone ahead and|went "
           r"ahead and|personally|manually|immediately|therefore|since|today|been able to|manag(?:ed) to|was able to|"
           r"were able to|fully|gladly|happily)){0,3} ",
    was_done=r"\b(?:has|have|had|was|were|got)(?: (?:now|already|just|also|both|all|successfully|fully|completely|"
             r"manually|since|immediately|then|partially))*(?: been)?(?: (?:now|already|just|also|both|all|"
             r"successfully|"
             r"fully|completely|manually|since|immediately|then|partially|automatically))* |\b(?:is|are) (?:now|"
             r"already|"
             r"all|both) (?:successfully )?",
    doing=r"\b(?:i'm|i am|we're|we are) (?:now |currently |already |also )?(?:refunding|crediting|reimbursing|issuing|"
          r"processing|cancel+ing|resetting|escalating|upgrading|restoring|rolling out|waiving|reversing|transferring|"
          r"sending you|deploying)\b|\b(?:refund|credit|payment|cancellation|replacement|compensation|reimbursement)s? "
          r"(?:is|are) (?:now |already |currently )?(?:on (?:its|the|their) way|being (?:processed|issued|applied|"
          r"sent)|"
          r"under ?way|complete\b|confirmed|in place)|"
          r"\b(?:i|we) (?:was|were|am|are) able to (?:refund|credit|cancel|reset|restart|waive|upgrade|restore|"
          r"escalate|"
          r"issue|process|unlock|extend|apply)\b|"
          r"^(?:\W*)(?:done|all set)\b[^.]{0,12}(?:[.!,:–—-]|$)|"
          r"^\W*(?:full |partial |your |the )?(?:refund|credit|cancellation|reimbursement|order|subscription|plan|"
          r"account|"
          r"password|charge|payment)s?(?: (?:of|for|to|the|now|successfully|#?\S*\d\S*))* (?:issued|processed|"
          r"cancel+ed|refunded|credited|upgraded|"
          r"approved|confirmed)\W*$",
    we_will=r"\b(?:i|we|our (?:\w+ )?team|our engineers?|engineering|support|someone|somebody|an? (?:\w+ )?engineer|"
            r"an? "
            r"(?:human )?agent|a colleague|my colleagues?|they)(?:'ll| will| shall| (?:am|are|is) (?:going|about) to)"
            r"(?: (?:personally|definitely|certainly|surely|also|immediately|then|gladly|happily|now|first|next|"
            r"absolutely|of course|once again|again|still|all|both|soon|shortly|promptly|automatically|manually|be "
            r"sure to|be able to|continue to|proceed to|go ahead and|do our best to|be))* ",
    harmless=r"(?:look|check|investigat|examin|review|see|seeing|need|happy|glad|pleased|delighted|here|available|help|"
             r"assist|ask|explain|describ|walk|show|guide|assume|go (?:over|through)|take a (?:closer )?look|have a "
             r"(?:closer )?look|note|mention|looking|checking|investigating|reviewing|learn|find|search|read|want|"
             r"appreciate|list|summari|quot|refer|focus|require|understand|continu|retriev|locat|pull up|gather|"
             r"calculat|clarif|analy[sz]|reproduc|discuss|consider|evaluat|dig|try to (?:find|understand|reproduce|"
             r"see)|"
             r"wait|start (?:by|with)|begin (?:by|with)|have to|use (?:the|this|an?|that)|outline|break|"
             r"be able to help|"
             r"unable|not\b|sorry|better|in touch if|sure you)",
    will_be=r"\b(?:will|shall|should|is going to|are going to|is about to|are about to)(?: (?:also|then|now|soon|"
            r"shortly|"
            r"automatically|promptly|immediately|fully))* (?:be|get|have been)(?: (?:also|then|now|soon|shortly|fully|"
            r"automatically|promptly|immediately|completely))* ",
    others=(
        ("refund", r"\b(?:we|i)(?: can| could| would| would be happy to| am happy to| are happy to|'d be happy to|'d) "
                   r"(?:\w+ ){0,3}?(?:refund|reimburse)\b|\b(?:full|partial) refund (?:is|will be)\b|\byou(?:'ll| will|"
                   r" should| are going to| can expect to)(?: \w+){0,6}? (?:refund|reimbursement|reimbursed|"
                   r"refunded|money back)\b|\bget your money back\b|\bexpect (?:a|the|your|to) (?:\w+ ){0,3}refund\b"),
        ("credit", r"\b(?:we|i)(?: can| could| would like to| would be happy to| am happy to| are happy to|'d like to|"
                   r"'d)"
                   r" (?:\w+ ){0,5}?(?:credit|compensate|compensation|discount|waive|offer you|voucher|certificate)\b|"
                   r"\byou(?:'ll| will| should| can expect to) (?:\w+ ){0,5}?(?:credit|credited|compensat\w+|discount|"
                   r"voucher|certificate)\b|\b(?:it's|it is|this one is|this is) on (?:us|the house)\b"),
        ("timeline", r"\b(?:fix|patch|solution|response|reply|answer|update|release|someone|engineer|team|refund|"
                     r"credit|"
                     r"colleague|replacement|resolution)\w*(?:'ll| will| should| is going to| is scheduled to| are| is)"
                     r"\b[^.!?]{0,80}\b(?:by|before|within|in the next|until|no later than|later|on|"
                     r"in) (?:the )?(?:end "
                     r"of|tomorrow|today|tonight|this|mon|tues|wednes|thurs|fri|satur|sun|next|\d+|one|two|three|"
                     r"a (?:few|"
                     r"couple)|an hour)|\b(?:expect|hear (?:back )?from|receive|get|have) (?:\w+ ){0,4}?(?:fix|"
                     r"response|"
                     r"reply|answer|resolution|update from us|us|patch)\b[^.!?]{0,60}\b(?:by|before|within|in the next|"
                     r"until|later|tomorrow|today)\b"),
        ("refund?", r"\byou(?:'re| are| would be| qualify| will be)? ?(?:entitled to|eligible for|due|owed|"
                    r"for) (?:\w+ ){0,3}?"
                    r"(?:refund|credit|compensation|reimbursement)\b"),
        ("timeline?", r"\b(?:it|this|that|everything|things|the \w+|our \w+|they)(?:'ll| will| should|"
                      r" is going to)\b[^.!?]"
                      r"{0,80}\b(?:by|before|within|in the next|until|no later than) (?:the )?(?:end of|tomorrow|"
                      r"today|tonight|"
                      r"mon|tues|wednes|thurs|fri|satur|sun|next|\d+|one|two|three|a (?:few|couple)|an hour)"),
        ("commitment", r"\b(?:we|i) (?:can |hereby |do |fully )?(?:promise|guarantee|commit to|assure you|pledge|"
                       r"undertake to)\b|\b(?:we|i)(?: are|'re| am|'m) committed to (?:\w+ing your|resolv|fix)|"
                       r"\byou have "
                       r"(?:my|our) word\b|\b(?:is|are) guaranteed\b|\b(?:will never|won't|will not|shall not) happen "
                       r"again\b|\brest assured\b|\byou can (?:count|rely) on (?:us|me)\b|\b(?:we|i)(?: will|"
                       r"'ll) (?:not|"
                       r"never|always)\b|\b(?:we|i) won't (?:charge|bill|let|stop|rest)\b|\bfix is (?:coming|"
                       r"on its way)\b"),
        ("escalation", r"\b(?:your|this|the) (?:case|ticket|issue|request|report)(?: is| has)(?: now)?(?: been)? "
                       r"(?:with|escalated|passed|in the hands of|forwarded) (?:\w+ )?(?:our|the|an?)\b"),
    ),
    unless=r"\b(?:if|once|when|whenever|after|until|unless|whether|before|in case|as soon as|that|which|who|no|not|"
           r"never|"
           r"nothing|none|any|cannot|can't|assuming|suppose|while|where|how|why|what|did|does|ensure|verify|check|see|"
           r"confirm|make sure|should your|should the|says|said|error|message)\b",
    yours=r"\b(?:you|your|yours)\b",
)  # fmt: skip
