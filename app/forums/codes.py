"""The few codes an office picks from; what they are called stands in app.web.labels.

What hearings are called stands in app.casework.mergewords, since papers say it too.
The agency's own lists are longer (32 schedule codes); those are for import, not for people.
"""

from typing import Literal, NamedTuple, get_args

CourtKind = Literal["master", "individual", "bond", "fear_review", "status", "other"]
# What is kept like a hearing and is none: no court sits, and no rule counts from it.
AppointmentKind = Literal[
    "check_in",
    "biometrics",
    "uscis_interview",
    "fear_interview",
    "consulate",
    "jail_visit",
    "evaluation",
]
HearingKind = CourtKind | AppointmentKind
APPOINTMENTS: frozenset[str] = frozenset(get_args(AppointmentKind))
OF_USCIS = frozenset({"biometrics", "uscis_interview"})
Medium = Literal["in_person", "video", "telephone"]
Proceeding = Literal[
    "removal", "asylum_only", "withholding_only", "fear_review", "bond", "appeal",
    "petition_for_review", "habeas", "mandamus", "uscis", "consular", "foia", "ftca",
    "state_court", "other",
]  # fmt: skip


# Why a hearing was adjourned, as people say it; which of the court's codes is which stands in
# `app.forums.adjournments`.
Adjourned = Literal["", "counsel", "ours", "theirs", "interpreter", "absent", "court"]


class Language(NamedTuple):
    """A language by ISO 639-1 code, or 639-3 where there is no shorter one."""

    code: str
    english: str
    spanish: str


LANGUAGES = tuple(
    Language(*line.strip().split(" | "))
    for line in """
    es | Spanish | español
    en | English | inglés
    quc | K'iche' | k'iche'
    mam | Mam | mam
    kjb | Q'anjob'al | q'anjob'al
    kek | Q'eqchi' | q'eqchi'
    cak | Kaqchikel | kaqchikel
    ixl | Ixil | ixil
    tzj | Tz'utujil | tz'utujil
    acr | Achi | achi
    poh | Poqomchi' | poqomchi'
    jac | Popti' | popti'
    cac | Chuj | chuj
    agu | Awakateko | awakateko
    caa | Ch'orti' | ch'orti'
    ctu | Ch'ol | ch'ol
    tzh | Tseltal | tseltal
    tzo | Tsotsil | tsotsil
    yua | Yucatec Maya | maya yucateco
    nah | Nahuatl | náhuatl
    mix | Mixtec (Mixtepec) | mixteco (de Mixtepec)
    zap | Zapotec | zapoteco
    qu | Quechua | quechua
    ay | Aymara | aimara
    gn | Guaraní | guaraní
    cab | Garifuna | garífuna
    miq | Miskito | misquito
    ht | Haitian Creole | criollo haitiano
    jam | Jamaican Creole | criollo jamaiquino
    kea | Cape Verdean Creole | criollo caboverdiano
    pt | Portuguese | portugués
    fr | French | francés
    cmn | Mandarin | mandarín
    yue | Cantonese | cantonés
    ar | Arabic | árabe
    fa | Persian (Farsi) | persa (farsi)
    prs | Dari | dari
    ps | Pashto | pastún
    ckb | Kurdish (Sorani) | kurdo (sorani)
    kmr | Kurdish (Kurmanji) | kurdo (kurmanji)
    tr | Turkish | turco
    uz | Uzbek | uzbeko
    ky | Kyrgyz | kirguís
    kk | Kazakh | kazajo
    tg | Tajik | tayiko
    ru | Russian | ruso
    uk | Ukrainian | ucraniano
    ro | Romanian | rumano
    sq | Albanian | albanés
    hy | Armenian | armenio
    ka | Georgian | georgiano
    hi | Hindi | hindi
    pa | Punjabi | panyabí
    gu | Gujarati | guyaratí
    bn | Bengali | bengalí
    ne | Nepali | nepalí
    ur | Urdu | urdu
    ta | Tamil | tamil
    te | Telugu | telugu
    ml | Malayalam | malabar
    si | Sinhala | cingalés
    bo | Tibetan | tibetano
    mn | Mongolian | mongol
    vi | Vietnamese | vietnamita
    km | Khmer | jemer
    lo | Lao | lao
    hmn | Hmong | hmong
    my | Burmese | birmano
    rhg | Rohingya | rohinyá
    tl | Tagalog | tagalo
    id | Indonesian | indonesio
    ko | Korean | coreano
    ja | Japanese | japonés
    am | Amharic | amárico
    ti | Tigrinya | tigriña
    om | Oromo | oromo
    so | Somali | somalí
    sw | Swahili | suajili
    rw | Kinyarwanda | kiñaruanda
    ln | Lingala | lingala
    ff | Fula | fula
    wo | Wolof | wólof
    bm | Bambara | bambara
    mnk | Mandinka | mandinka
    snk | Soninke | soninké
    ak | Akan (Twi) | acano (twi)
    ha | Hausa | hausa
    yo | Yoruba | yoruba
    ig | Igbo | igbo
    kri | Krio | krio
    wes | Cameroon Pidgin | pidgin camerunés
    ase | American Sign Language | lengua de señas americana
    """.strip().splitlines()
)

_BY_CODE = {language.code: language for language in LANGUAGES}


def language(code: str) -> Language | None:
    """Return the language of a code."""
    return _BY_CODE.get(code)
