/** How answers of a language say who they are, as pieces of patterns. */
type IdentityPhrases = {
  /** "I am", before the name of a model. */
  readonly self: string
  /** "I am", "I was": who is made. */
  readonly me: string
  /** "as an": a model, when what follows speaks of one. */
  readonly as?: string
  /** "developed by", before a provider. */
  readonly made?: string
  /** "I was … by", before a provider that the verb follows. */
  readonly by?: string
  /** "developed", behind a provider. */
  readonly madeAfter?: string
}

export const IDENTITY_PHRASES: { readonly [language: string]: IdentityPhrases } = {
  en: {
    self: "I am|I'm|my name is|I am called|I'm called|I am known as|you(?: are|'re) (?:talking|chatting|speaking) (?:to|with)|(?:can|may) (?:call|refer to) me(?: as)?|I go by(?: the name)?(?: of)?|(?:I am|I'm) (?:based on|powered by)|I run on",
    me: "I am|I'm|I was|I've been|I have been",
    as: 'as an?',
    made: '(?:trained|developed|created|made|built|designed|programmed|provided|released|engineered) by|a (?:product|creation|project) of',
  },
  de: {
    self: 'ich bin|mein Name ist|ich heiße',
    me: 'ich bin|ich wurde|wurde ich|mich',
    as: 'als',
    by: 'ich wurde von|wurde ich von',
    made: '(?:entwickelt|trainiert|erstellt|geschaffen|programmiert)(?: und \\p{Ll}+)?(?: worden)? von|das von',
    madeAfter: '(?:entwickelt|trainiert|erstellt|geschaffen|programmiert)',
  },
  fr: {
    self: "je suis|je m'appelle|mon nom est",
    me: "je suis|j'ai été",
    as: 'en tant qu',
    made: '(?:développé|créé|entraîné|formé|conçu|programmé)e? par',
  },
  es: {
    self: 'soy|mi nombre es|me llamo',
    me: 'soy|fui|he sido',
    as: 'como',
    made: '(?:desarrollad|cread|entrenad|diseñad|programad)[oa] por',
  },
  it: {
    self: 'sono|mi chiamo|il mio nome è',
    me: 'sono|io',
    as: 'come',
    made: '(?:sviluppat|creat|addestrat|progettat|realizzat)[oa] da(?:lla|l)?',
  },
  pt: {
    self: 'sou|meu nome é|me chamo|chamo-me',
    me: 'sou|fui',
    as: 'como',
    made: '(?:desenvolvid|criad|treinad|projetad|programad)[oa] (?:pela|pelo|por)',
  },
  nl: {
    self: 'ik ben|mijn naam is|ik heet',
    me: 'ik ben|ik werd|mij',
    as: 'als',
    by: 'ik ben door|ik werd door',
    made: '(?:ontwikkeld|getraind|gemaakt|gecreëerd|ontworpen) door|dat door',
    madeAfter: '(?:is |werd )?(?:ontwikkeld|getraind|gemaakt|gecreëerd|ontworpen)',
  },
  sv: {
    self: 'jag är|jag heter|mitt namn är|jeg er|jeg heter|jeg hedder|mit navn er',
    me: 'jag är|jag har|jeg er|jeg ble|jeg blev',
    as: 'som',
    made: '(?:utvecklad|tränad|skapad|byggd|utviklet|trent|laget|skapt|udviklet|trænet|skabt)\\p{Ll}{0,2} (?:av|af)',
  },
  pl: {
    self: 'jestem|nazywam się',
    me: 'jestem|został[ae]m',
    as: 'jako',
    made: '(?:stworzon|opracowan|wytrenowan|przeszkolon|zaprojektowan)\\p{Ll}{1,3} przez',
  },
  ru: {
    self: 'я(?: —| –| -|,)?|меня зовут',
    me: 'я|меня',
    as: 'как',
    made: '(?:создан|разработан|обучен|натренирован|создал|разработал|обучил)\\p{Ll}{0,4}',
    madeAfter: '(?:создал|разработал|обучил)',
  },
  tr: {
    self: 'ben|adım',
    me: '',
    madeAfter: 'tarafından (?:geliştiril|eğitil|oluşturul|yaratıl|tasarlan)[^.!?\\n]{0,60}[iıuü]m(?!\\p{L})',
  },
  ar: {
    self: 'أنا|اسمي',
    me: 'أنا|تطويري|تدريبي|إنشائي|تصميمي|طورتني',
    made: '(?:طورته|طوّرته|دربته|درّبته|أنشأته|طورتني|تطويري|تدريبي|إنشائي|تصميمي|تدريبه|تطويره)(?: (?:من قبل|بواسطة|على يد|من طرف))?',
  },
  hi: {
    self: 'मैं|मेरा नाम',
    me: 'मैं|मुझे',
    by: 'मुझे',
    madeAfter: '(?:द्वारा|ने) (?:मुझे )?(?:विकसित|प्रशिक्षित|बनाया|निर्मित)',
  },
  zh: {
    self: '我是|我叫|我的名字是|我的名字叫',
    me: '我是|我由|作为|作為|我',
    by: '我由|我是由',
    madeAfter:
      '(?:公司|团队|團隊|旗下)?(?:自主|独立|獨立)?(?:开发|開發|研发|研發|训练|訓練|创造|創造|创建|打造|推出|设计)',
  },
  ja: {
    self: '私は|わたしは|僕は|私の名前は',
    me: '私は|わたしは|僕は',
    madeAfter: '(?:社)?(?:によって|により|が)(?:開発|訓練|作成|作ら|トレーニング|提供)',
  },
  ko: {
    self: '저는|나는|제 이름은',
    me: '저는|나는',
    madeAfter: '(?:에서|가|이|의|에 의해|사가|사에서) ?(?:개발(?!자)|훈련|만든|만들|학습|제작)',
  },
}
