"""Words of a quarrel about money, and how amounts are written."""

DISPUTE = (
    "refund*", "money back", "reimburs*", "charge ?back*", "chargeback*", "charge back", "overcharg*", "over charged",
    "double (charge|charged|billed|billing|payment)",
    "(charged|billed|paid|invoiced|debited|deducted) _ (twice|double|two times|three times|" "again|too much|incorrectly|wrongly|by mistake|without)",
    "(twice|double) (charged|billed)", "dispute*", "disputing",
    "(wrong|incorrect|unexpected|unauthorized|unauthorised|unexplained|mistaken|erroneous|fraudulent|duplicate|"
    "surprise|bogus|unfair|false|strange|extra|excessive|huge|hidden) " "(amount|charge|charges|invoice|invoices|bill|billing|payment|payments|transaction|transactions|fee|fees|"
    "debit|price)",
    "(credit|compensate|compensation|compensated|repay|repayment|restitution|rebate|give back|pay back|"
    "return) _ (us|me|for|money|account|it|the|of|my|our|.)",
    "(shouldnt|should not|never|didnt|did not|dont|do not) _ (agree|agreed|authorize|authorise|authorized|approve|"
    "approved|ordered|order|signed up|owe|have been charged|have been billed|pay|been charged|been billed)",
    "supposed to (be|cost|pay)", "not what (we|i) (agreed|ordered|signed|were)",
    "(want|need|get|give me|give us) (my|our) money", "compensation", "restitution", "rebate", "credit note",
    "contest (the|this|a) (charge|invoice|bill)", "(invoice|bill|charge) is (wrong|incorrect|too high|a mistake)",
    "refuse to pay", "not (going to |)pay*", "wont pay", "stole* ", "stolen", "took (my|our) money",
    # fr de es pt it nl
    "rembours*", "litige", "facture* (incorrecte|erronee|double)",
    "(facture|preleve|debite*|factures) (deux fois|a tort|en double|en trop)",
    "(double|trop) (prelevement|facturation|percu)", "contest*", "avoir de", "(ruck|)erstatt*", "ruckerstatt*",
    "geld zuruck", "zuruckzahl*", "doppelt (abgebucht|berechnet|belastet)", "zweimal (abgebucht|berechnet|belastet)",
    "falsch* (rechnung*|betrag|berechnet|abgebucht|abrechnung)", "zu viel (berechnet|abgebucht|bezahlt)", "reklam*",
    "gutschrift", "widerspruch", "widerspreche", "zu unrecht", "unberechtigt*", "reembols*", "devol*",
    "cobro (doble|indebido|duplicado|incorrecto)",
    "(cobrado|cobraron|cobrada|facturado) _ (dos veces|de mas|doble|indebidamente|por error)", "disput*", "reclam*",
    "factura (incorrecta|erronea)", "dinero de vuelta", "estorn*", "cobranca (indevida|duplicada|dupla|incorreta)",
    "cobrad* _ (duas vezes|a mais|indevidamente|em duplicidade)", "dinheiro de volta", "contestar", "rimbors*",
    "addebit* (doppio|due volte|errato|non autorizzato)", "addebitat* (due volte|erroneamente)",
    "fattura (errata|sbagliata)", "soldi indietro", "contestazione", "contesto", "terugbetal*", "geld terug",
    "(dubbel|twee keer|onterecht|te veel) (afgeschreven|gefactureerd|in rekening|betaald|gerekend)",
    "onjuiste factuur", "betwist*", "restitutie",
    # pl cs sv da no fi ru uk tr ar
    "zwrot*", "zwroc*", "podwojnie", "dwukrotnie", "blednie naliczon*", "kwestionuj*", "reklamac*", "vraceni penez",
    "vratit penize", "aterbetal*", "pengarna tillbaka", "dubbeldebiter*", "felaktig faktura", "bestrid*",
    "tilbagebetal*", "refusion", "pengene tilbage", "refunder*", "tilbakebetal*",
    "dobbelt (trukket|fakturert|opkraevet)", "feil (faktura|belop)", "hyvity*", "palauta* rahat", "rahat takaisin",
    "palautus*", "veloitettu (kahdesti|vaarin|liikaa)", "вернуть деньги", "верните деньги", "возврат*", "вернит*",
    "дважды (списали|списано)", "списали (дважды|лишн*)", "неверн* (счет|сумм*)", "оспарива*", "поверн* (кошти|гроші)",
    "iade*", "(iki kez|cift) (cekildi|tahsil)", "paramı geri", "yanlis (fatura|tutar)", "itiraz*", "استرداد",
    "استرجاع", "استعادة", "مرتين", "اعتراض", "نقودي", "اموالي", "rambursar*", "returnare*", "visszaterit*",
    "επιστροφη χρηματων", "pengembalian dana", "refund*", "hoan tien", "hoan lai",
)  # fmt: skip
PARTS = (
    r"返金|払い戻|二重(?:請求|課金|払い)|誤請求|過剰請求|不正(?:請求|利用)|請求(?:が|額が)(?:間違|おかし|違)|返して",
    r"退款|退[钱錢費费]|退[还還]|重[复複]扣|多扣|[误誤]扣|[乱亂]扣|扣了[两兩]次|申[诉訴]|[争爭][议議]|[赔賠][偿償]",
    r"환불|이중 ?(?:청구|결제)|중복 ?(?:청구|결제)|과다 ?청구|잘못 ?(?:청구|결제)|돌려", r"คืนเงิน|เก็บเงินเกิน|หักเงินซ้ำ",
    r"החזר|חויב(?:תי|נו) פעמיים|חיוב כפול", r"रिफंड|वापस|दो बार (?:चार्ज|काट)",
)  # fmt: skip
# What a unit of each currency is worth in dollars: coarse, and rather too much than too little, so that a limit is
# reached early and never late. They change less than what they are for.
CURRENCIES: dict[str, float] = {
    "usd": 1, "us$": 1, "$": 1, "dollar": 1, "dollars": 1, "bucks": 1, "доллар": 1, "долларов": 1, "dolar": 1,
    "dolares": 1, "dólares": 1, "doláres": 1, "ドル": 1, "美元": 1, "美金": 1, "달러": 1, "دولار": 1, "eur": 1.25, "€": 1.25,
    "euro": 1.25, "euros": 1.25, "евро": 1.25, "ευρω": 1.25, "ユーロ": 1.25, "欧元": 1.25, "유로": 1.25, "يورو": 1.25,
    "gbp": 1.4, "£": 1.4, "pound": 1.4, "pounds": 1.4, "quid": 1.4, "chf": 1.3, "fr.": 1.3, "franken": 1.3, "cad": 0.8,
    "c$": 0.8, "ca$": 0.8, "aud": 0.75, "a$": 0.75, "au$": 0.75, "nzd": 0.7, "nz$": 0.7, "sgd": 0.8, "s$": 0.8,
    "hkd": 0.13, "hk$": 0.13, "jpy": 0.01, "円": 0.01, "yen": 0.01, "cny": 0.15, "rmb": 0.15, "元": 0.15, "人民币": 0.15,
    "yuan": 0.15, "¥": 0.01, "krw": 0.001, "₩": 0.001, "원": 0.001, "inr": 0.013, "₹": 0.013, "rs": 0.013,
    "rupees": 0.013, "brl": 0.25, "r$": 0.25, "reais": 0.25, "mxn": 0.06, "pesos": 0.06, "pln": 0.3, "zł": 0.3,
    "zl": 0.3, "złotych": 0.3, "zlotych": 0.3, "sek": 0.12, "nok": 0.12, "dkk": 0.18, "kr": 0.18, "kronor": 0.12,
    "kroner": 0.18, "czk": 0.05, "kč": 0.05, "kc": 0.05, "huf": 0.003, "ft": 0.003, "ron": 0.25, "lei": 0.25,
    "rub": 0.015, "₽": 0.015, "руб": 0.015, "рублей": 0.015, "uah": 0.03, "грн": 0.03, "₴": 0.03, "try": 0.05,
    "tl": 0.05, "₺": 0.05, "lira": 0.05, "ils": 0.3, "₪": 0.3, "aed": 0.28, "sar": 0.28, "ريال": 0.28, "درهم": 0.28,
    "zar": 0.06, "thb": 0.03, "฿": 0.03, "idr": 0.00007, "rp": 0.00007, "vnd": 0.00005, "₫": 0.00005, "php": 0.02,
    "₱": 0.02, "myr": 0.25, "rm": 0.25,
}  # fmt: skip
