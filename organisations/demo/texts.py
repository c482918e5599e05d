# ruff: noqa: E501
"""What the three main organisations of the demo say about themselves, in German, English, Arabic, Turkish."""

DORTMUND = {
    "summary_de": "Wir begleiten Familien in der Dortmunder Nordstadt von der Kita bis zum Schulabschluss.",
    "summary_en": "We accompany families in Dortmund’s Nordstadt from Kita to the end of school.",
    "summary_ar": "نرافق العائلات في حيّ نوردشتات في دورتموند من الروضة حتى نهاية المدرسة.",
    "summary_tr": "Dortmund Nordstadt’taki ailelere kreşten okul bitimine kadar eşlik ediyoruz.",
    "about_de": (
        "Bei uns treffen sich Mütter und Väter, die wissen möchten, wie Schule hier funktioniert. Wir erklären "
        "Briefe der Schule, üben Elterngespräche und gehen auf Wunsch mit.\n\n"
        "Unsere Treffen sind kostenlos. Kinder werden betreut. Sie müssen nicht Mitglied sein und müssen nicht "
        "gut Deutsch sprechen. Kommen Sie einfach vorbei oder rufen Sie an."
    ),
    "about_en": (
        "Mothers and fathers meet here who want to know how school works in Germany. We explain letters from "
        "school, practise talks with teachers and come along if you wish.\n\n"
        "Our meetings are free of charge, and your children are looked after. You need not be a member and you "
        "need not speak German well. Just come by or give us a call."
    ),
    "about_ar": (
        "يلتقي عندنا الأمهات والآباء الذين يريدون أن يعرفوا كيف تعمل المدرسة هنا. نشرح رسائل المدرسة، ونتدرّب معًا "
        "على الحديث مع المعلّمين، ونرافقكم إن أردتم.\n\n"
        "لقاءاتنا مجانية، وهناك من يعتني بالأطفال. لا حاجة إلى عضوية ولا إلى لغة ألمانية جيدة. تفضّلوا بالحضور أو "
        "اتصلوا بنا."
    ),
    "about_tr": (
        "Burada okulun nasıl işlediğini öğrenmek isteyen anneler ve babalar buluşuyor. Okuldan gelen mektupları "
        "açıklıyor, veli görüşmelerine birlikte hazırlanıyor, isterseniz sizinle geliyoruz.\n\n"
        "Buluşmalarımız ücretsizdir, çocuklarınıza bakılır. Üye olmanız veya iyi Almanca bilmeniz gerekmez. "
        "Uğrayın ya da bizi arayın."
    ),
}

BERLIN = {
    "summary_de": "Eltern helfen Eltern: Beratung und Kurse rund um Schule in Neukölln.",
    "summary_en": "Parents help parents: advice and courses about school in Neukölln.",
    "summary_ar": "أهالٍ يساعدون أهالي: مشورة ودورات عن المدرسة في نويكولن.",
    "summary_tr": "Velilerden velilere: Neukölln’de okul konusunda danışma ve kurslar.",
    "about_de": (
        "Unsere Elternlotsinnen und Elternlotsen haben selbst erlebt, wie es ist, in Berlin neu anzufangen. Sie "
        "begleiten Familien zur Anmeldung, zum Elternabend und zu Gesprächen mit der Schule.\n\n"
        "Jeden Donnerstag ist offenes Elterncafé. Zweimal im Jahr bilden wir neue Lotsinnen und Lotsen aus."
    ),
    "about_en": (
        "Our parent guides know themselves what it is like to start anew in Berlin. They accompany families to "
        "enrolment, to the parents’ evening and to talks with the school.\n\n"
        "There is an open parents’ café every Thursday. Twice a year we train new guides."
    ),
    "about_ar": (
        "مرافِقات ومرافِقو الأهالي عندنا عاشوا بأنفسهم تجربة البداية من جديد في برلين. يرافقون العائلات عند التسجيل "
        "وفي أمسية الأهالي وفي الحديث مع المدرسة.\n\n"
        "كل يوم خميس مقهى مفتوح للأهالي. ومرتين في السنة ندرّب مرافِقات ومرافِقين جددًا."
    ),
    "about_tr": (
        "Veli rehberlerimiz Berlin’de yeniden başlamanın ne demek olduğunu kendileri yaşadı. Aileleri okul "
        "kaydına, veli toplantısına ve okulla görüşmelere götürüyorlar.\n\n"
        "Her perşembe açık veli kahvesi var. Yılda iki kez yeni rehberler yetiştiriyoruz."
    ),
}

NETWORK = {
    "summary_de": "Ein Netzwerk von Elternvereinen: gemeinsame Fortbildungen, gemeinsame Stimme.",
    "summary_en": "A network of parents’ associations: shared training, one voice.",
    "summary_ar": "شبكة من جمعيات الأهالي: تدريب مشترك وصوت واحد.",
    "summary_tr": "Veli derneklerinin ağı: ortak eğitimler, ortak ses.",
    "about_de": (
        "Wir verbinden Vereine, die mit Eltern arbeiten, und vertreten sie gegenüber Politik und Verwaltung. Wir "
        "beraten bei Gründung, Förderung und Qualität und laden zweimal im Jahr zu Fachtagen ein."
    ),
    "about_en": (
        "We connect associations that work with parents and speak for them in politics and administration. We "
        "advise on founding, funding and quality and hold two conferences a year."
    ),
    "about_ar": (
        "نربط بين الجمعيات التي تعمل مع الأهالي ونمثّلها أمام السياسة والإدارة. نقدّم المشورة في التأسيس والتمويل "
        "والجودة وندعو مرتين في السنة إلى أيام تدريبية."
    ),
    "about_tr": (
        "Velilerle çalışan dernekleri bir araya getiriyor, siyaset ve yönetim karşısında temsil ediyoruz. "
        "Kuruluş, finansman ve kalite konularında danışmanlık veriyor, yılda iki kez konferans düzenliyoruz."
    ),
}
