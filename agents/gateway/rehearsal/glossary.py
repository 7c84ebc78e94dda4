"""A small dictionary from other languages to the English of developer documentation.

Each English term is followed by the beginnings, without accents, of the words that mean it. Two words joined by a plus
sign must both be there. It lets a French ticket find English passages without a model.
"""

from collections.abc import Iterable

ENTRIES = """
deploy: deploi deploie bereitstell ausroll despleg desplieg implant implement distribu uitrol デプロイ
build: compil construi erstellen bouw ビルド
log: journal journaux protokoll registro registros logboek ログ
domain: domaine domini dominio domein ドメイン
certificate: certificat zertifikat certificado certificaat 証明書
token: jeton ficha トークン
password: passe passwort kennwort contrasena senha wachtwoord パスワード
invoice: facture rechnung factura fatura fattura factuur 請求書 請求
billing: facturation abrechnung facturacion faturamento fatturazione facturatie 課金
payment: paiement zahlung pago pagamento betaling 支払
plan: forfait abonnement tarif suscripcion assinatura abbonamento プラン
upgrade: aufrust actualiz atualiz aggiorn upgraden アップグレード
limit: limite limita grenze begrenz limiet 制限 上限
quota: kontingent cuota cota quota クォータ
rate: debit taux rate frequenz tasa taxa frequenza レート
memory: memoire speicher arbeitsspeicher memoria geheugen メモリ
disk: disque festplatte disco schijf ディスク
storage: stockage speicherplatz almacenamiento armazenamento archiviazione opslag ストレージ
database: donnees datenbank datos dados database databank データベース
backup: sauvegarde sicherung respaldo copia backup reservekopie バックアップ
restore: restaur wiederherstell ripristin herstel 復元
environment: environnement umgebung entorno ambiente omgeving 環境
variable: variable umgebungsvariable variavel variabile variabelen 変数
secret: secret geheimnis secreto segredo segreto geheim シークレット
region: region regio regione regiao リージョン
scale: mise+echelle skalier escal scalare schalen スケール
instance: instance instanz instancia istanza instantie インスタンス
restart: redemarr neustart neu+start reinici riavvi herstart 再起動
timeout: delai+depass zeituberschreit expir agotad scadut time-out タイムアウト
slow: lent langsam lento lentidao traag 遅
fast: rapide schnell rapido snel 速
crash: plante absturz sturzt bloque caiu arresta crasht クラッシュ
webhook: crochet webhook ウェブフック
signature: signature signatur firma assinatura handtekening 署名
key: cle cles schlussel clave llave chave chiave sleutel キー
rotate: renouvel rotation rotier rotar rotacion rodar ruot rot roteren ローテーション
delete: supprim losch elimin borrar excluir cancell verwijder 削除
cancel: annul resili kundig cancelar annuller opzeg キャンセル
invite: invit einlad convid uitnodig 招待
member: membre mitglied miembro membro lid teamlid メンバー
role: role rolle rol papel ruolo 役割 権限
permission: autorisation droits berechtigung permiso permissao permesso rechten 権限
login: connexion connecter anmeld einlogg sesion entrar accesso inlog ログイン
export: export exportier exportar esportare exporteer エクスポート
import: import importier importar importare importeer インポート
metric: metrique metrik metrica metriek メトリクス
alert: alerte alarm alerta avviso waarschuw アラート
schedule: planifi zeitplan geplant programad agendad pianific gepland スケジュール
cron: cron tache+planifi tarea+programada cronjob 定期
request: requete anfrage solicitud peticion requisicao richiesta verzoek リクエスト
response: reponse antwort respuesta resposta risposta antwoord 応答
connection: connexion verbindung conexion conexao connessione verbinding 接続
network: reseau netzwerk netz red rede rete netwerk ネットワーク
cache: cache zwischenspeicher cache キャッシュ
queue: file+attente warteschlange cola fila coda wachtrij キュー
worker: ouvrier worker trabajador ワーカー
branch: branche zweig rama ramo branch ブランチ
rollback: retour+arriere annuler+deploi zuruckroll zurucksetz revert reverter ripristin terugdraai ロールバック
version: version versao versione versie バージョン
health: sante zustand salud saude salute gezondheid ヘルス
certificate renewal: renouvel+certificat zertifikat+erneu renov+certificado
redirect: redirection redirig weiterleit redirec reindirizz doorverwijz リダイレクト
email: courriel e-mail correo posta メール
custom: personnalis benutzerdefiniert eigene personalizad personalizzat aangepast カスタム
enable: activer aktivier habilit activar ativar attiv inschakel 有効
disable: desactiv deaktivier deshabilit desativ disattiv uitschakel 無効
configure: configur konfigur einricht configura impost instel 設定
verify: verifi uberpruf verific controleer 検証 確認
trace: trace spur traza rastreio traccia トレース
""".strip()


def _entries() -> list[tuple[str, list[tuple[str, ...]]]]:
    pairs = (line.split(":", 1) for line in ENTRIES.splitlines())
    return [(english, [tuple(form.split("+")) for form in forms.split()]) for english, forms in pairs]


DICTIONARY = _entries()


def english_terms(folded_words: Iterable[str]) -> list[str]:
    """The English terms whose foreign beginnings stand in the text, in the order of the dictionary."""
    words = list(folded_words)

    def stands_there(beginning: str) -> bool:
        if beginning.isascii():
            return any(word == beginning if len(beginning) < 4 else word.startswith(beginning) for word in words)
        return any(beginning in word for word in words)

    return [english for english, forms in DICTIONARY if any(all(map(stands_there, form)) for form in forms)]
