/**
 * How answers refuse, by language: pieces of patterns for the folded start of an answer (lower case, straight
 * apostrophes, single spaces). Each needs a verb that only refusals use: "I can't help with that" refuses, "I can't find
 * your order" and "I'm sorry, we are out of oat milk" do their work. `…` stands for up to 60 characters of one sentence.
 */
export const REFUSAL_CUES: { readonly [language: string]: readonly string[] } = {
  en: [
    "\\bi (?:can't|cannot|can not|won't|will not|couldn't|could not|refuse to)(?: be able to)? (?:directly |actually |really |currently )?(?:help|assist|comply|fulfill|provide|create|generate|write|produce|engage in|participate|condone|promote|endorse|encourage|facilitate|support (?:this|that|any|such)|discuss|answer|respond to|access|browse the|perform|execute|predict|advise|do (?:that|this)\\b|share (?:that|this|personal)|(?:offer|give)(?: you)? (?:any |specific |personal |medical |legal |financial |real-time )?(?:advice|information|instructions|guidance|opinions?))",
    "\\bi(?:'m| am) (?:unable|not able|not designed|not programmed|not allowed|not permitted|not capable of|incapable of) (?:to )?(?:directly |actually )?(?:help|assist|comply|fulfill|provid|creat|generat|writ|produc|engag|participat|discuss|answer|respond to|access|brows(?:e|ing) the|perform|execut|predict|offer|do(?:ing)? (?:that|this)\\b)",
    '\\bi (?:must|have to|need to|will have to|respectfully) (?:respectfully |politely )?(?:decline|refuse)',
    "\\bas an? (?:[a-z-]{1,20} ){0,4}?(?:artificial intelligence|ai|language model|chatbot|(?:virtual|helpful) assistant)\\b…\\bi(?: can't| cannot| can not| do not| don't| am not|'m not| am unable|'m unable| am only| have no| lack| must| won't| will not)",
    "\\bi(?:'m| am) (?:just |only )?an? (?:ai|language model|artificial intelligence)\\b…\\b(?:can't|cannot|do not|don't|unable|not able|not capable)",
    "\\bi(?:'m| am) not comfortable (?:with|doing|writing|providing|helping|discussing)",
    '\\bagainst my (?:programming|(?:ethical |safety |content |usage )?(?:guidelines|policy|policies|principles))',
    "\\bi(?:'m| am) (?:sorry|afraid),? (?:but )?(?:that|this)(?:'s| is) not something i can",
    "\\b(?:it is|it's|it would be) (?:not (?:ethical|appropriate)|unethical|inappropriate) (?:or [a-z]{1,20} )?(?:for me )?to (?:help|assist|provide|create|generate|write|engage|discuss|answer)",
  ],
  de: [
    '\\b(?:kann|darf|werde|möchte) (?:ich )?(?:dir |ihnen |euch )?(?:leider )?…(?:nicht|keine?n?)\\b…\\b(?:helfen|weiterhelfen|behilflich sein|unterstützen|beantworten|erstellen|bereitstellen|nachkommen|erfüllen|geben|beraten)\\b',
    '\\bals (?:ein |eine )?(?:ki|künstliche intelligenz|sprachmodell|großes sprachmodell)\\b…\\b(?:kann ich|habe ich|darf ich|bin ich nicht)',
    '\\b(?:nicht in der lage|außerstande),? …\\b(?:zu helfen|zu beantworten|zu erstellen|bereitzustellen)',
    '\\bich muss (?:diese |deine |ihre )?(?:anfrage |bitte )?ablehnen',
  ],
  fr: [
    "\\bje (?:ne peux pas|ne peux|ne puis|ne suis pas (?:en mesure|capable|autorisée?)|refuse) (?:de |d')?(?:vous |t'|te |malheureusement )?(?:pas )?(?:aider|assister|fournir|répondre|créer|générer|donner (?:de|des|d')|accéder à (?:cette|votre|ta) demande|satisfaire|participer|discuter|écrire (?:ce|de))",
    "\\ben tant qu(?:e|')\\s?(?:modèle|intelligence|ia|assistant)\\b…\\bje (?:ne|n')",
    '\\bje dois (?:décliner|refuser)',
  ],
  es: [
    '\\bno (?:puedo|podré|podría|me es posible|estoy en condiciones de|estoy programad[oa] para|soy capaz de|tengo permitido) (?:ayudar|asistir|proporcionar|ofrecer(?:te|le)? (?:ese|esa|este|esta|consejo|información)|responder|cumplir|crear|generar|dar(?:te|le)? (?:consejo|información|instrucciones)|participar|discutir|escribir (?:ese|eso|este|contenido))',
    '\\bcomo (?:un |una )?(?:modelo de lenguaje|inteligencia artificial|ia|asistente (?:de ia|virtual))\\b…\\bno\\b',
    '\\b(?:debo|tengo que) (?:rechazar|negarme)',
  ],
  it: [
    '\\bnon (?:posso|potrei|sono in grado di|mi è possibile|sono autorizzat[oa] a) (?:aiutar|assister|fornir|risponder|soddisfar|crear|generar|dar(?:ti|le)? (?:consigli|informazioni|istruzioni)|partecipar|discuter|scriver(?:e|lo) (?:quest|contenut))',
    "\\b(?:come|in quanto) (?:un |un')?(?:modello linguistico|modello di linguaggio|intelligenza artificiale|ia|ai|assistente (?:ai|virtuale))\\b…\\bnon\\b",
    '\\bdevo (?:rifiutare|declinare)',
  ],
  pt: [
    '\\bnão (?:posso|poderei|consigo|estou em condições de|sou capaz de|tenho permissão para|me é possível) (?:te |lhe |o |a )?(?:ajud|auxili|fornec|oferecer (?:ess|conselh|informaç)|respond|atender|cri(?:ar|á-l)|gerar|dar (?:conselh|informaç|instruç)|participar|discutir|escrever (?:ess|iss|conteúdo))',
    '\\bcomo (?:um |uma )?(?:modelo de linguagem|inteligência artificial|ia|assistente (?:de ia|virtual))\\b…\\bnão\\b',
    '\\b(?:devo|tenho que|preciso) (?:recusar|negar)',
  ],
  nl: [
    '\\b(?:kan|mag|zal) (?:ik )?(?:je |u |jou |jullie )?(?:helaas )?…(?:niet|geen)\\b…\\b(?:helpen|verder helpen|assisteren|beantwoorden|geven|verstrekken|bieden|voldoen|maken|schrijven)\\b',
    '\\bals (?:een )?(?:ai|taalmodel|groot taalmodel|kunstmatige intelligentie)\\b…\\b(?:kan ik|heb ik|mag ik|ben ik niet)',
  ],
  sv: [
    '\\bkan (?:jag )?(?:tyvärr )?inte (?:hjälpa|bistå|tillhandahålla|svara på (?:den|det)|skapa|ge (?:dig )?(?:råd|information))',
    '\\bsom (?:en )?(?:ai|språkmodell)\\b…\\b(?:kan jag inte|har jag inga?|har jag inte)',
  ],
  da: [
    '\\bkan (?:jag |jeg )?(?:desværre |dessverre )?ikke (?:hjælpe|hjelpe|bistå|levere|svare på (?:den|det)|skabe|give (?:dig )?(?:råd|information)|gi (?:deg )?(?:råd|informasjon))',
    '\\bsom (?:en )?(?:ai|ki|sprogmodel|språkmodell)\\b…\\b(?:kan jeg ikke|har jeg ingen|har jeg ikke)',
  ],
  fi: ['\\ben (?:valitettavasti )?(?:voi|pysty) (?:auttaa|antaa|tarjota|vastata tähän|luoda)'],
  pl: [
    '\\bnie (?:mogę|jestem w stanie|wolno mi) (?:ci |panu |pani |państwu )?(?:w tym |tego )?(?:pomóc|pomagać|udzielić|udzielać|dostarczyć|spełnić|odpowiedzieć|stworzyć|tworzyć|wygenerować|podać (?:instrukcji|informacji))',
    '\\bjako (?:model językowy|duży model|sztuczna inteligencja|ai|asystent ai)…\\bnie\\b',
    '\\bmuszę odmówić',
  ],
  cs: [
    '\\b(?:nemohu|nemůžu|nejsem schopen|nejsem schopna) (?:vám |ti |s tím )?(?:pomoci|pomoct|poskytnout|odpovědět|vytvořit|vyhovět)',
    '\\bjako (?:jazykový model|umělá inteligence|ai)…\\bne',
  ],
  ru: [
    '(?:не могу|не смогу|не в состоянии|не имею права|не имею возможности) (?:вам |тебе |с этим |вам с этим )?(?:помо[чг]|помогать|предостав|ответить на (?:этот|ваш|такой)|выполнить (?:этот|ваш|эту|вашу|так)|созда(?:ть|вать)|генерировать|обсуждать|давать|дать (?:вам )?(?:совет|информац|инструкц)|участвовать)',
    'как (?:языковая модель|большая языковая модель|ии|искусственный интеллект|ии-ассистент|нейросеть)…(?: не | нет )',
    '(?:вынужден|вынуждена|должен|должна) отказать',
  ],
  uk: [
    '(?:не можу|не зможу|не маю можливості) (?:вам |тобі |з цим )?(?:допомог|надати|відповісти на (?:це|ваш)|виконати (?:цей|ваш)|створ)',
    'як (?:мовна модель|штучний інтелект|ші)…(?: не )',
  ],
  el: ['δεν μπορώ να (?:σας |σε )?(?:βοηθήσω|παρέχω|απαντήσω σε αυτ|δημιουργήσω|συζητήσω)'],
  tr: [
    '(?:yardımcı olam|yardım edem|bu isteği(?:nizi)? (?:yerine getirem|karşılayam)|bilgi verem|bilgi sağlayam|yanıt verem|cevap verem|içerik (?:üretem|oluşturam))(?:am|em|ıyorum|iyorum|ayacağım|eyeceğim|ıyoruz|iyoruz|ayız|eyiz)',
    '\\b(?:bir )?(?:yapay zek[aâ]|dil modeli)(?: dil modeli| asistanı)? (?:olarak|olduğum için)…(?:m[ae]m|mıyorum|miyorum|yok)',
  ],
  ar: [
    '(?:لا (?:أستطيع|استطيع|يمكنني|أقدر)|لن (?:أستطيع|أتمكن من)|لست قادر[اة]?ً? على|غير قادر على) (?:أن )?(?:ال)?(?:مساعد|أساعد|تقديم|أقدم|توفير|إجابة|الإجابة على هذا|أجيب على هذا|إنشاء|تلبية|مناقشة)',
    '(?:بصفتي|كوني|باعتباري|كـ?نموذج) ?(?:نموذج|ذكاء|مساعد)?…(?:لا |ليس )',
  ],
  he: [
    '(?:לא יכול(?:ה)?|אין באפשרותי|איני יכול(?:ה)?) (?:לעזור|לסייע|לספק|לענות על (?:זה|כך|שאלה)|ליצור)',
    'כמודל שפה…לא',
  ],
  fa: [
    '(?:نمی‌?توانم|نمیتوانم|قادر نیستم)…(?:کمک|ارائه|پاسخ)',
    '(?:کمک|ارائه|پاسخ)…(?:نمی‌?توانم|نمیتوانم|قادر نیستم)',
    'به عنوان (?:یک )?(?:مدل زبانی|هوش مصنوعی)',
  ],
  hi: [
    '(?:मदद|सहायता|जानकारी|सलाह|उत्तर|जवाब|अनुरोध)…(?:नहीं (?:कर|दे) (?:सकत|पाऊ|पाउ)|करने में असमर्थ|देने में असमर्थ|प्रदान नहीं कर)',
    '(?:एआई|ai|भाषा मॉडल|कृत्रिम बुद्धिमत्ता)(?: भाषा)?(?: मॉडल)? (?:के रूप में|होने के नाते)…नहीं',
  ],
  id: [
    '\\b(?:tidak (?:bisa|dapat)|tidak mampu) (?:membantu|memberikan (?:saran|informasi|nasihat|bantuan)|memenuhi|menjawab (?:itu|pertanyaan)|menyediakan|membuat konten)',
    '\\bsebagai (?:sebuah )?(?:model bahasa|ai|kecerdasan buatan|asisten ai)\\b…\\btidak\\b',
  ],
  vi: [
    'không thể (?:giúp|hỗ trợ|cung cấp|trả lời (?:câu hỏi|yêu cầu)|thực hiện yêu cầu|đáp ứng)',
    'là (?:một )?(?:mô hình ngôn ngữ|trí tuệ nhân tạo|ai)\\b…không',
  ],
  th: ['ไม่สามารถ(?:ช่วย|ให้ข้อมูล|ให้คำ|ตอบคำถามนี้|สร้างเนื้อหา|ดำเนินการตามคำขอ)'],
  zh: [
    '(?:无法|不能|不會|不会|無法|没办法|沒辦法|不便)(?:为您|为你|為您|為你|向您|向你|给您|给你)?(?:提供(?:此|这|這|该|該|任何|相关|相關|有关|有關|关于|關於|建议|建議|医疗|法律|帮助|幫助|协助|协助|協助)|协助|協助|帮助|幫助|帮您|帮你|幫您|幫你|回答(?:这|這|此|该|該|您|你|关于|有关)|满足(?:您|你|这|此)|滿足|生成|创作|創作|讨论|討論|参与|參與|处理(?:该|此|这)请求)',
    '(?:作为|作為|身为|身為)(?:一个|一個|一名|一款|一种)?(?:ai|人工智能|人工智慧|大?(?:型)?语言模型|大?(?:型)?語言模型|智能助手|虚拟助手)…(?:无法|不能|没有|沒有|無法|不会|不具备)',
  ],
  ja: [
    '(?:お手伝い|ご協力|お答え|対応|サポート|協力|支援|ご案内|回答|お応え|ご提供|提供|生成|作成)(?:は|を|が)?(?:する(?:こと)?(?:は|が))?(?:いたしかねます|できません|できかねます|出来ません|することはできません|することができません)',
    '(?:ai|人工知能|言語モデル|大規模言語モデル|アシスタント)(?:として|ですので|なので|であるため)…(?:できません|ありません|持っていません|いません)',
  ],
  ko: [
    '(?:도와드릴|도움을 드릴|제공해 ?드릴|제공할|답변해? ?드릴|답변을 드릴|대답할|응답할|도울|만들어 ?드릴|생성할|작성해 ?드릴|수행할) 수(?:는|가)? 없',
    '(?:ai|인공지능|언어 ?모델)(?: 언어 ?모델| 어시스턴트| 비서)?(?:로서|로써|이기 때문에|이므로|이라서)…(?:없|않)',
  ],
}
