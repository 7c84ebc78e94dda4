"""German and Dutch: the verb comes last."""

from drafts.phrases.shape import Phrases

DE = Phrases(
    strong=r"(?:\w*erstattet|gutgeschrieben|storniert|gekündigt|zurückgesetzt|neu ?gestartet|eskaliert|weitergeleitet|"
           r"weitergegeben|angewiesen|überwiesen|freigeschaltet|entsperrt|reaktiviert|veranlasst|eingeleitet|"
           r"ausgestellt|"
           r"verlängert|gelöscht|wiederhergestellt|beauftragt|informiert|hochgestuft|upgegradet|genehmigt|erlassen|"
           r"zurückgebucht|zugeschickt|abgebrochen|bearbeitet|vorgenommen|durchgeführt)",
    release=r"(?:behoben|korrigiert|geändert|aktualisiert|hinzugefügt|erhöht|angepasst|aktiviert|deaktiviert|"
            r"ausgerollt|"
            r"eingespielt|gelöst|repariert|erstellt|entfernt|umgestellt)",
    we_did=r"\b(?:(?:ich habe|wir haben|habe ich|haben wir|unser (?:\w+)?team hat|unsere techniker haben|hat unser "
           r"(?:\w+)?team)\b(?: [^\s.!?;]+){0,9}?) ",
    was_done=r"\b(?:wurden?|worden|ist|sind)\b(?: [^\s.!?;]+){0,7}? ",
    doing=r"\b(?:erstattung|gutschrift|rückzahlung|stornierung|kündigung) (?:ist|wurde|wird gerade) (?:unterwegs|"
          r"erfolgt|"
          r"bearbeitet|veranlasst|bestätigt|in bearbeitung)|\b(?:ich|wir) (?:erstatten?|stornieren?|schreiben?) "
          r"(?:ihnen|dir|euch|den|die|das|gerade|jetzt|sofort)\b|\b(?:wir|ich) erstatten?\b",
    we_will=r"\b(?:(?:ich werde|wir werden|werde ich|werden wir|unser (?:\w+)?team wird|unsere techniker werden))\b"
            r"(?: (?:uns|ihnen|sie|das|dies|es|den|die|ihr|ihre|ihren|dir|euch|mich|selbstverständlich|natürlich|"
            r"umgehend|"
            r"sofort|gerne|gern|nun|jetzt|dann|auch))* ",
    harmless=r"(?:prüf|ansehen|anschauen|untersuch|schauen|nachsehen|nachschauen|überprüf|analysier|brauch|benötig|"
             r"freu|"
             r"nachgehen|klären wir|such|erklär|helfen|unterstütz|ansehn)",
    will_be=r"\b(?:wird|werden)\b(?: [^\s.!?;]+){0,8}? ",
    others=(
        ("refund", r"\b(?:sie|du|ihr) (?:erhalten|bekommen|erhältst|bekommst|erhaltet)\b[^.!?]{0,50}\b(?:geld|betrag|"
                   r"erstattung|gutschrift|rückzahlung|rückerstattung)"),
        ("commitment", r"\b(?:wir|ich) (?:garantieren?|versprechen?|verspreche|sichern? (?:ihnen|dir) zu|"
                       r"verpflichten uns)\b|"
                       r"\b(?:wird|kommt) nicht (?:wieder|mehr|noch einmal|erneut) (?:vor|passieren|vorkommen)|"
                       r"\bsie können "
                       r"sich darauf verlassen|\bwir (?:beheben|kümmern uns|melden uns|sorgen dafür|stellen sicher|"
                       r"benachrichtigen|informieren sie|halten sie|kontaktieren|leiten|geben|schicken|senden|"
                       r"stornieren|"
                       r"kündigen|setzen|liefern|spielen|schalten|verlängern|eskalieren|schreiben)\b|\bich (?:kümmere|"
                       r"melde|"
                       r"sorge|leite|schicke|sende|storniere|halte sie|behebe)\b"),
        ("timeline", r"\b(?:fix|patch|lösung|antwort|rückmeldung|problem|fehler)\b[^.!?]{0,60}\b(?:bis|innerhalb|"
                     r"binnen)\b"
                     r"[^.!?]{0,30}(?:\d|montag|dienstag|mittwoch|donnerstag|freitag|morgen|ende|stunden|tage)"),
    ),
    unless=r"\b(?:wenn|sobald|falls|nachdem|bis|ob|bevor|dass|der|die sich|welche[rs]?|nicht|kein\w*|nie|niemals|warum|"
           r"wieso|solange)\b",
    yours=r"\b(?:sie|ihr|ihre\w*|ihnen|dir|dein\w*|euch|eure\w*)\b",
)  # fmt: skip
NL = Phrases(
    strong=r"(?:terugbetaald|gecrediteerd|geannuleerd|opgezegd|gereset|herstart|geëscaleerd|doorgestuurd|doorgezet|"
           r"overgemaakt|teruggestort|verwerkt|uitgegeven|gedeblokkeerd|ontgrendeld|heractiveerd|hersteld|verlengd|"
           r"verwijderd|gemeld|goedgekeurd|uitgevoerd|vergoed|verstuurd|gestuurd|opnieuw ingesteld|kwijtgescholden|"
           r"geüpgraded|in gang gezet|ingediend)",
    release=r"(?:opgelost|gecorrigeerd|gewijzigd|bijgewerkt|toegevoegd|aangepast|verhoogd|toegepast|uitgerold|"
            r"geactiveerd|uitgeschakeld|ingeschakeld|gerepareerd|aangemaakt)",
    we_did=r"\b(?:(?:ik heb|we hebben|wij hebben|heb ik|hebben we|hebben wij|ons (?:\w+)?team heeft|onze (?:engineers|"
           r"technici) hebben)\b(?: [^\s.!?;]+){0,9}?) ",
    was_done=r"\b(?:is|zijn|werd|werden)\b(?: [^\s.!?;]+){0,6}? ",
    doing=r"\b(?:terugbetaling|creditering|annulering|tegoed) (?:is|wordt) (?:onderweg|momenteel verwerkt|bevestigd|in "
          r"behandeling)|\b(?:we|wij|ik) (?:betalen?|annule(?:er|ren)|crediteren?|storten?|escaleren?) (?:u|je|jullie|"
          r"het|de|"
          r"dit|uw|nu|deze)\b",
    we_will=r"\b(?:ik zal|we zullen|wij zullen|ik ga|we gaan|wij gaan|zal ik|zullen we|zullen wij|gaan we|"
            r"ons (?:\w+)?team "
            r"zal|onze (?:engineers|technici) zullen)\b(?: (?:u|je|jullie|het|dit|de|uw|er|ernaar|hier|hiernaar|graag|"
            r"natuurlijk|direct|meteen|nu|ook|dan))* ",
    harmless=r"(?:onderzoek|bekijk|kijken|controler|nakijk|nagaan|uitzoek|analyser|naar kijken|zien|nodig|helpen|"
             r"uitleg|"
             r"zoeken|verifi)",
    will_be=r"\b(?:wordt|worden|zal|zullen)\b(?: [^\s.!?;]+){0,8}? ",
    others=(
        ("refund", r"\b(?:u|je|jullie) (?:ontvangt|krijgt|zult|zal|zullen)\b[^.!?]{0,60}(?:terugbetaling|geld|bedrag|"
                   r"tegoed|"
                   r"terug\b|credit)"),
        ("commitment", r"\b(?:ik|we|wij) (?:garanderen?|garandeer|beloven?|beloof|verzekeren? u|staan ervoor in)\b|"
                       r"\bzal niet "
                       r"(?:meer|opnieuw|nog eens) (?:gebeuren|voorkomen)|\b(?:we|wij|ik) (?:lossen?|los|sturen?|stuur|"
                       r"zorgen?|zorg|nemen contact|neem contact|houden u|houd u|laten (?:u|het u) weten|laat (?:u|"
                       r"het u) "
                       r"weten|herstellen|repareren|komen hierop terug|kom hierop terug)\b"),
        ("timeline", r"\b(?:oplossing|antwoord|reactie|probleem|fout)\b[^.!?]{0,50}\b(?:binnen|voor|"
                     r"uiterlijk)\b[^.!?]{0,25}"
                     r"(?:\d|maandag|dinsdag|woensdag|donderdag|vrijdag|morgen|eind|uur|dagen)"),
    ),
    unless=r"\b(?:als|zodra|wanneer|nadat|totdat|tenzij|of|voordat|dat|die|niet|geen|nooit|waarom|hoe|indien)\b",
    yours=r"\b(?:u|uw|je|jouw|jullie)\b",
)  # fmt: skip
