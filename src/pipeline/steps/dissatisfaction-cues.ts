/**
 * How people say that an answer was no good, by language. Written as `foldText` gives them: lower case, only
 * letters and digits, single spaces ("that's" is "that s"); `^`: only as the first words.
 */
export type Cues = {
  /** Says it wherever it stands. */
  readonly clear: readonly string[]
  /** Says it unless the answer asked something: a question is often answered with "no" or "it doesn't work". */
  readonly afterStatement: readonly string[]
}

const cues = (clear: string, afterStatement = ''): Cues => ({
  clear: split(clear),
  afterStatement: split(afterStatement),
})

function split(list: string): readonly string[] {
  return list.split('|').filter((cue) => cue !== '')
}

export const CUES: { readonly [language: string]: Cues } = {
  en: cues(
    'that s wrong|thats wrong|that is wrong|this is wrong|it s wrong|you re wrong|you are wrong|your answer is wrong|wrong answer|that s incorrect|that is incorrect|this is incorrect|that s not right|that is not right|that s not correct|that is not correct|this is not correct|that isn t right|not what i asked|not what i meant|not what i wanted|not what i said|not what i was asking|didn t answer my question|did not answer my question|^you didn t|^you did not|^i said|i already told you|i already said|^as i said before|^i told you|you misunderstood|you didn t understand|you don t understand|^try again|^please try again|^pls try again|not helpful|unhelpful|that makes no sense|that doesn t make sense|this makes no sense|you made a mistake|you made an error|you are mistaken|you re mistaken|you forgot|you ignored|read my question|^read it again|are you even|this is useless|that s useless',
    'doesn t work|does not work|didn t work|did not work|still not working|isn t working|is not working|still the same|still get|still getting|^that s not|^thats not|that is not what|that isn t|^no that|^no it|^no i|^no you|^no not',
  ),
  de: cues(
    'das ist falsch|das stimmt nicht|stimmt nicht|das ist nicht richtig|das ist nicht korrekt|falsche antwort|nicht das was ich|das war nicht meine frage|meine frage nicht beantwortet|^ich sagte|^ich habe gesagt|^ich hab gesagt|habe ich doch gesagt|du hast mich falsch verstanden|sie haben mich falsch verstanden|falsch verstanden|du irrst|versuch es nochmal|versuche es nochmal|versuch es noch einmal|versuche es noch einmal|nicht hilfreich|das ergibt keinen sinn|das macht keinen sinn|du hast vergessen|so meinte ich das nicht|das meinte ich nicht',
    'funktioniert nicht|geht nicht|klappt nicht|funktioniert immer noch nicht|geht immer noch nicht|^nein das|^nein ich|^nein es|^nein du|^nein nicht',
  ),
  fr: cues(
    'c est faux|ce n est pas correct|c est incorrect|ce n est pas vrai|mauvaise reponse|pas ce que j ai demande|pas ce que je demandais|pas ce que je voulais|pas ce que je veux|n as pas repondu|n avez pas repondu|^j ai dit|^je t ai dit|^je vous ai dit|tu te trompes|vous vous trompez|tu n as pas compris|vous n avez pas compris|reessaie|reessayez|essaie encore|essayez encore|ca n a aucun sens|ca n a pas de sens|pas utile|tu as oublie|vous avez oublie',
    'ca ne marche pas|ca marche pas|ne fonctionne pas|ca ne fonctionne pas|ca marche toujours pas|^non ce|^non c est|^non je|^non tu|^non il|^non pas',
  ),
  es: cues(
    'eso esta mal|^esta mal|eso es incorrecto|^es incorrecto|^no es correcto|eso no es cierto|respuesta incorrecta|no es lo que pedi|no es lo que pregunte|no es lo que te pedi|no es lo que quiero|no era lo que|no respondiste|no has respondido|no contestaste|^yo dije|^te dije|ya te dije|^he dicho|te equivocas|estas equivocado|no entendiste|no has entendido|intentalo de nuevo|intenta de nuevo|prueba otra vez|vuelve a intentarlo|no tiene sentido|no me sirve|te olvidaste|^olvidaste',
    'no funciona|no me funciona|sigue sin funcionar|^no eso|^no es|^no yo|^no asi',
  ),
  it: cues(
    '^e sbagliato|^e errato|^non e corretto|^non e giusto|risposta sbagliata|non e quello che ho chiesto|non e quello che|non hai risposto|^ho detto|ti ho detto|ti sbagli|hai sbagliato|non hai capito|^riprova|prova di nuovo|^non ha senso|non mi aiuta|hai dimenticato',
    'non funziona|ancora non funziona|^no non|^no e|^no ho|^no io',
  ),
  pt: cues(
    '^esta errado|isso esta errado|isto esta errado|isso e incorreto|^esta incorreto|nao esta correto|nao esta certo|resposta errada|nao foi isso que|nao e isso que|nao respondeu|^eu disse|^ja disse|^eu falei|^ja falei|voce errou|voce esta errado|voce nao entendeu|nao entendeste|tente novamente|tente de novo|tenta de novo|tenta outra vez|^nao faz sentido|nao ajudou|voce esqueceu|esqueceste',
    'nao funciona|nao funcionou|nao deu certo|continua sem funcionar|^nao isso|^nao eu|^nao e',
  ),
  nl: cues(
    'dat klopt niet|klopt niet|dat is fout|dat is onjuist|dat is niet juist|dat is niet goed|verkeerd antwoord|niet wat ik vroeg|niet wat ik bedoel|niet wat ik bedoelde|niet wat ik wil|geen antwoord op mijn vraag|^ik zei|^ik heb gezegd|^ik had gezegd|je begrijpt me verkeerd|verkeerd begrepen|probeer opnieuw|probeer het opnieuw|probeer het nog eens|slaat nergens op|niet behulpzaam|je bent vergeten',
    'werkt niet|werkt nog steeds niet|doet het niet|^nee dat|^nee ik|^nee het|^nee je|^nee niet',
  ),
  sv: cues(
    'det ar fel|det stammer inte|stammer inte|det ar inte ratt|fel svar|inte vad jag fragade|inte det jag fragade|inte det jag menade|^jag sa|^jag sade|du missforstod|du forstar inte|forsok igen|prova igen|det ar inte vettigt|du glomde',
    'fungerar inte|funkar inte|fungerar fortfarande inte|^nej det|^nej jag|^nej inte|^nej du',
  ),
  da: cues(
    'det er forkert|det passer ikke|det er ikke rigtigt|forkert svar|ikke det jeg spurgte om|ikke hvad jeg spurgte om|ikke det jeg mente|^jeg sagde|du misforstod|prov igen|det giver ingen mening|du glemte',
    'virker ikke|det virker stadig ikke|fungerer ikke|^nej det|^nej jeg|^nej ikke|^nej du',
  ),
  no: cues(
    'det er feil|det stemmer ikke|stemmer ikke|det er ikke riktig|feil svar|ikke det jeg spurte om|ikke det jeg mente|^jeg sa|du misforstod|misforsto|prøv igjen|det gir ingen mening|du glemte',
    'fungerer ikke|funker ikke|virker fortsatt ikke|^nei det|^nei jeg|^nei ikke|^nei du',
  ),
  pl: cues(
    'to jest zle|^to zle|to nieprawda|to jest niepoprawne|to niepoprawne|to nie jest poprawne|zła odpowiedz|bledna odpowiedz|błedna odpowiedz|nie o to pytałem|nie o to pytałam|nie o to mi chodziło|nie o to chodzi|^powiedziałem|^powiedziałam|^mowiłem|^mowiłam|mylisz sie|nie zrozumiałes|zle mnie zrozumiałes|sprobuj ponownie|sprobuj jeszcze raz|to nie ma sensu|nie pomogłes|zapomniałes',
    'nie działa|nadal nie działa|dalej nie działa|^nie to|^nie nie',
  ),
  cs: cues(
    'to je spatne|^to je chyba|to neni pravda|to neni spravne|spatna odpoved|na to jsem se neptal|na to jsem se neptala|to jsem nemyslel|to jsem nemyslela|^rikal jsem|^rikala jsem|^rekl jsem|^rekla jsem|nepochopil jsi|mylis se|mylite se|zkus to znovu|zkuste to znovu|nedava to smysl|to nedava smysl|zapomnel jsi',
    'nefunguje|porad to nefunguje|stale nefunguje|^ne to|^ne ja|^ne neni',
  ),
  tr: cues(
    'bu yanlıs|yanlıs cevap|dogru degil|bu dogru degil|^hatalı|sordugum bu degil|bunu sormadım|onu sormadım|demek istedigim bu degil|dedim ya|^soyledim|yanlıs anladın|yanlıs anladınız|yanılıyorsun|tekrar dene|tekrar deneyin|mantıklı degil|ise yaramadı|^unuttun',
    'calısmıyor|hala calısmıyor|^olmuyor|^hayır o|^hayır bu|^hayır ben',
  ),
  ro: cues(
    'este gresit|e gresit|nu este corect|nu e corect|nu e adevarat|raspuns gresit|nu asta am intrebat|nu asta am vrut|nu asta am cerut|^am spus|ti am spus|te inseli|nu ai inteles|nu ai raspuns|incearca din nou|mai incearca|^nu are sens|^ai uitat',
    'nu functioneaza|^nu merge|tot nu merge|^nu nu|^nu asta',
  ),
  fi: cues(
    'se on vaarin|^vaarin|tama on vaarin|se ei ole oikein|vaara vastaus|en kysynyt sita|en tarkoittanut|^sanoin|ymmarsit vaarin|yrita uudelleen|yrita uudestaan|siina ei ole jarkea|^unohdit',
    'ei toimi|ei toimi vielakaan|^ei se|^ei vaan|^ei kun',
  ),
  hu: cues(
    'ez rossz|ez hibas|ez nem igaz|ez nem helyes|rossz valasz|hibas valasz|nem ezt kerdeztem|nem ezt kertem|nem erre gondoltam|^azt mondtam|^mondtam mar|felreertettel|nem erted|tevedsz|probald ujra|probald meg ujra|ennek nincs ertelme|elfelejtetted',
    'nem mukodik|meg mindig nem mukodik|^nem ez|^nem az|^nem nem',
  ),
  id: cues(
    'itu salah|ini salah|salah jawaban|jawaban salah|jawabanmu salah|^tidak benar|itu tidak benar|kurang tepat|bukan itu maksud|bukan itu yang saya|^saya bilang|sudah saya bilang|saya sudah bilang|kamu salah|anda salah|salah paham|coba lagi|tidak masuk akal|tidak membantu|kamu lupa',
    'tidak berfungsi|^tidak bisa|masih tidak bisa|masih error|^bukan itu|^tidak bukan|^bukan yang',
  ),
  vi: cues(
    'sai roi|sai r|^khong đung|^khong dung|cau tra loi sai|khong phai đieu toi hoi|khong phai y toi|toi đa noi|^toi noi la|ban hieu sai|ban sai|^thu lai|hay thu lai|^lam lai|vo ly|khong co y nghia|ban quen',
    'khong hoat đong|van khong đuoc|khong chay|^khong phai',
  ),
  ru: cues(
    'это неправильно|это неверно|^неверно|^неправильно|^не правильно|^не верно|^это не так|неправильныи ответ|неверныи ответ|я не это спрашивал|я не это спрашивала|я не об этом|не то что я просил|не то что мне нужно|^я сказал|^я сказала|я же сказал|я же просил|ты не понял|вы не поняли|ты ошибаешься|вы ошибаетесь|ты ошибся|попробуи еще раз|попробуите еще раз|переделаи|это не имеет смысла|бред какои|ты забыл|вы забыли|не помогло',
    '^не работает|все равно не работает|не сработало|^нет это|^нет я|^нет не|^нет ты',
  ),
  uk: cues(
    'це неправильно|це невірно|^неправильно|^невірно|^невирно|^це не так|я не це питав|я не це питала|не те що я просив|^я сказав|^я сказала|я ж казав|ти не зрозумів|ви не зрозуміли|ти помиляєшся|спробуи ще раз|спробуите ще раз|це не має сенсу|ти забув',
    'не працює|все одно не працює|не спрацювало|^ні це|^ні я|^ні не',
  ),
  el: cues(
    'ειναι λαθος|αυτο ειναι λαθος|δεν ειναι σωστο|λαθος απαντηση|δεν ρωτησα αυτο|δεν εννοουσα αυτο|^ειπα|^σου ειπα|δεν καταλαβες|κανεις λαθος|προσπαθησε ξανα|δοκιμασε ξανα|δεν βγαζει νοημα|ξεχασες',
    'δεν λειτουργει|δεν δουλευει|^οχι αυτο|^οχι δεν|^οχι εγω',
  ),
  he: cues(
    'זה לא נכון|^לא נכון|זה שגוי|תשובה שגויה|^טעות|לא זה מה ששאלתי|לא לזה התכוונתי|^אמרתי|לא הבנת|אתה טועה|נסה שוב|תנסה שוב|^לא הגיוני|שכחת',
    'לא עובד|זה לא עובד|עדיין לא עובד|^לא זה|^לא אני',
  ),
  ar: cues(
    'هذا خطأ|هذا غير صحيح|^غير صحيح|^ليس صحيحا|اجابة خاطئة|إجابة خاطئة|ليس هذا ما طلبت|ليس هذا ما سألت|لم تجب|^قلت لك|^لقد قلت|لم تفهم|انت مخطئ|أنت مخطئ|حاول مرة اخرى|حاول مرة أخرى|أعد المحاولة|لا معنى له|^نسيت',
    'لا يعمل|لا تعمل|لم يعمل|ما زال لا يعمل|^لا هذا|^لا ليس|^لا انا',
  ),
  hi: cues(
    'यह गलत है|ये गलत है|^गलत है|गलत जवाब|^सही नहीं है|मैंने यह नहीं पूछा|मैंने ये नहीं पूछा|मेरा मतलब यह नहीं|^मैंने कहा|^मैंने बोला|तुम नहीं समझे|आप नहीं समझे|फिर से कोशिश|दोबारा कोशिश|कोई मतलब नहीं',
    'काम नहीं कर|काम नही कर|^नहीं यह|^नहीं मैं',
  ),
  zh: cues(
    '不对|不對|错了|錯了|你错|你錯|答错|回答错误|回答錯誤|不正确|不正確|不是这个意思|不是這個意思|不是我要的|不是我想要的|不是我问的|不是我問的|答非所问|答非所問|我说的是|我說的是|^我是说|^我是說|我问的是|我問的是|我都说了|我已经说|你没有回答|你沒有回答|你理解错|你没理解|再试一次|再試一次|重新回答|重新写|重新来|没有帮助|不满意',
    '^没用|^沒用|^不行|还是不|還是不|不起作用|不管用|^不是，|^不，',
  ),
  ja: cues(
    '違います|ちがいます|違うよ|間違って|間違いです|正しくない|正しくありません|そうではなく|そうじゃなく|そういう意味ではな|そういう意味じゃな|聞いたのは|と言いました|と言ったのに|と言ったはず|質問に答えて|やり直して|もう一度やって|もう一回やって|誤解して|役に立たない|意味が分からない|忘れています',
    '動きません|動かない|うまくいきません|うまくいかない|^できません|^できなかった|^いいえ、|^いや、',
  ),
  ko: cues(
    '틀렸|틀린 답|잘못됐|잘못되었|잘못된 답|정확하지 않|그게 아니라|그게 아니고|그런 뜻이 아니|그 뜻이 아니|내가 물어본|제가 물어본|제 말은|내 말은|라고 했잖|말했잖|다시 해봐|다시 해 봐|다시 해줘|다시 시도|이해를 못|이해 못|오해하|도움이 안|말이 안',
    '안 돼요|안돼요|안 됩니다|안됩니다|작동하지 않|작동 안|^아니요|^아니 |^아뇨',
  ),
}
