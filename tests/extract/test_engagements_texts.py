"""Engagements in short texts as reports, press releases and memos put them.

An expected engagement is written ``participants=a,b places=c``: who takes part and who is helped
must be all and no more, everything else must be among what was found; ``*`` stands for anything.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from spacy.language import Language

from claims.model import Literal
from extract.candidates import Candidate, ParsedDocument
from extract.engagements import find
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text
from extract.reference import load
from ontology.load import schema

Parsed = Callable[[str], ParsedDocument]

KEYS = {
    "hasParticipant": "participants",
    "hasBeneficiary": "beneficiaries",
    "respondsTo": "crises",
    "occursIn": "places",
    "usesTool": "tools",
    "hasEffect": "effects",
    "facesChallenge": "challenges",
    "hasObjective": "objectives",
    "duringPeriod": "period",
    "year": "year",
    "https://schema.org/repeatFrequency": "frequency",
}
#: What must be all that was found, and no more.
WHOLE = ("participants", "beneficiaries")

TEXTS = [
    (
        "Floods hit Laos in July 2018. Thailand and Singapore sent helicopters with food.",
        ["kind=Operation participants=thailand,singapore crises=laos-floods-2018"],
    ),
    (
        "An earthquake struck Ecuador in 2016. Peru flew in rescue teams.",
        ["kind=Operation participants=peru crises=ecuador-earthquake-2016"],
    ),
    (
        "Danish and Dutch navies began joint patrols off Somalia.",
        ["kind=Operation participants=royal-danish-navy,royal-netherlands-navy places=somalia"],
    ),
    (
        "Australia and New Zealand sent engineers to Vanuatu.",
        ["kind=Operation participants=australia,new-zealand places=vanuatu"],
    ),
    (
        "Togo opened Exercise Blue Lagoon.\n\nThe exercise improved trust.\n\nSoldiers from "
        "Benin and Gabon took part.",
        ["kind=Exercise participants=togo,beninese-forces,gabonese-forces effects=trust"],
    ),
    (
        "Operation Sukoon helped families who had fled the fighting in Tyre.",
        ["kind=Operation"],
    ),
    (
        "French troops deployed to Mali in 2013 under Operation Serval.",
        ["kind=Operation participants=french-forces places=mali"],
    ),
    (
        "The two navies conducted joint patrols in the Gulf of Guinea.",
        ["kind=Operation places=gulf-of-guinea"],
    ),
    (
        "Operation Atalanta was launched by the European Union in 2008 to counter piracy "
        "off the coast of Somalia. Spain and Italy contributed warships to the operation.",
        ["kind=Operation participants=european-union,spain,italy crises=* year=2008"],
    ),
    (
        "KFOR, the NATO-led force in Kosovo, helped restore security after the war.",
        ["kind=Operation participants=nato places=kosovo effects=security-restored"],
    ),
    (
        "Peacekeepers from Rwanda and Ethiopia were deployed to South Sudan in 2014.",
        ["kind=Operation participants=* places=south-sudan"],
    ),
    (
        "The training mission was led by Germany and supported by Belgium in Niger.",
        ["participants=germany,belgium places=niger"],
    ),
    (
        "The deployment of Kenyan troops to Haiti in 2024 was delayed by insufficient funding.",
        ["kind=Operation participants=kenyan-forces places=haiti challenges=insufficient-funding"],
    ),
    (
        "Turkey's intervention in Libya in 2020 drew criticism.",
        ["kind=Operation participants=turkiye places=libya"],
    ),
    (
        "Japan's response to the 2011 earthquake was supported by the United States military.",
        ["participants=japan,us-military"],
    ),
    (
        "The EU Training Mission in Mali was launched in 2013. It trained Malian "
        "soldiers. It suffered from a lack of personnel.",
        ["kind=Operation beneficiaries=malian-forces year=2013 challenges=lack-of-personnel"],
    ),
    (
        "The UN Security Council authorised a mission in Haiti. The mission, led by "
        "Kenya, began in 2024.",
        ["participants=kenya places=haiti"],
    ),
    (
        '"Our troops are ready," said the president of Poland as Lithuania and Latvia '
        "held a joint exercise.",
        ["kind=Exercise participants=lithuania,latvia tools=joint-exercise"],
    ),
    (
        "According to Ghana, Togo and Benin conducted joint patrols along their border.",
        ["participants=togo,benin tools=joint-patrol"],
    ),
    (
        "Germany will deploy a brigade to Lithuania.",
        ["participants=germany places=lithuania modality=future"],
    ),
    (
        "Indonesia and Australia plan to hold a joint exercise in 2025.",
        ["kind=Exercise participants=indonesia,australia modality=future"],
    ),
    (
        "Italy may send ships to the Red Sea.",
        ["participants=italy places=red-sea modality=hedged"],
    ),
    (
        "NATO's support to the African Union in Sudan included airlift and training.",
        ["participants=nato beneficiaries=african-union places=sudan tools=airlift"],
    ),
    (
        "Canada provided airlift support to French forces in Mali.",
        ["participants=canada beneficiaries=french-forces places=mali tools=airlift"],
    ),
    (
        "In 2015 Chad and Niger launched an offensive against Boko Haram. Meanwhile, the "
        "United Kingdom and Kenya cooperated in the training of Somali soldiers. Colombia "
        "and Peru held a joint exercise in 2016.",
        [
            "participants=chad,niger",
            "participants=united-kingdom,kenya",
            "kind=Exercise participants=colombia,peru",
        ],
    ),
    (
        "Troops from Benin, Cameroon, Chad, Niger and Nigeria fought Boko Haram around Lake Chad.",
        ["kind=Operation participants=* places=lake-chad"],
    ),
    (
        "After Typhoon Haiyan struck the Philippines in 2013, the United Kingdom sent a "
        "warship and Japan deployed 1,000 troops. They delivered food and water to remote "
        "islands.",
        [
            "participants=united-kingdom crises=typhoon-haiyan",
            "participants=japan crises=typhoon-haiyan",
        ],
    ),
    (
        "India launched Operation Maitri after the 2015 earthquake in Nepal. Indian "
        "helicopters evacuated the injured.",
        ["kind=Operation participants=india crises=nepal-earthquake-2015 tools=evacuation"],
    ),
    (
        "In the aftermath of the 2005 Kashmir earthquake, NATO airlifted supplies to Pakistan.",
        ["participants=nato beneficiaries=pakistan crises=kashmir-earthquake-2005 tools=airlift"],
    ),
    (
        "A coalition of Saudi Arabia, the United Arab Emirates and Egypt intervened in "
        "Yemen in 2015.",
        ["participants=saudi-arabia,united-arab-emirates,egypt places=yemen"],
    ),
    (
        "AMISOM was deployed to Somalia in 2007 by the African Union, with troops from "
        "Uganda and Burundi. The mission aimed to stabilise the country. It was hampered "
        "by a lack of equipment.",
        [
            "kind=Operation participants=african-union,ugandan-forces,burundian-forces "
            "places=somalia challenges=lack-of-equipment"
        ],
    ),
    (
        "The navies of India, Japan and the United States took part in Exercise Malabar "
        "in the Bay of Bengal.",
        ["kind=Exercise participants=* places=bay-of-bengal"],
    ),
    (
        "Jordan benefited from a partnership with the United States in the fight against "
        "terrorism.",
        ["beneficiaries=jordan participants=united-states"],
    ),
    (
        "Colombia has partnered with the United States since 2000 to fight insurgency. "
        "The partnership strengthened local security forces through training programmes.",
        ["participants=colombia,united-states"],
    ),
    (
        "Coordination between the Red Cross and the Lebanese army during the 2006 Lebanon "
        "War saved lives.",
        ["participants=* crises=lebanon-war-2006 effects=saving-lives"],
    ),
    (
        "Bangladesh's army worked with the World Food Programme after the 2022 floods in Sylhet.",
        ["participants=*,wfp"],
    ),
    (
        "Sweden and Finland conducted a joint exercise.\n\nIt rained. Trust is vital.",
        ["kind=Exercise participants=sweden,finland"],
    ),
    (
        "Despite language barriers, Polish and Ukrainian engineers worked together in Lebanon.",
        ["participants=poland,ukraine places=lebanon challenges=language-barriers"],
    ),
    (
        "The partnership between Morocco and Spain aims to improve maritime security.",
        ["participants=morocco,spain objectives=maritime-security"],
    ),
    (
        "France, a member of the European Union, deployed troops to Chad in 2008.",
        ["participants=france places=chad"],
    ),
    (
        "Australia led the International Force East Timor, which restored order in East Timor.",
        ["kind=Operation participants=australia effects=governance-rebuilt"],
    ),
    (
        "The exercise African Lion was hosted by Morocco, Tunisia and Senegal and "
        "involved soldiers from 20 countries.",
        ["kind=Exercise participants=morocco,tunisia,senegal"],
    ),
    (
        "Between 1992 and 1995 NATO enforced a no-fly zone over Bosnia and Herzegovina.",
        ["participants=nato places=bosnia-and-herzegovina tools=no-fly-zone"],
    ),
    (
        "Brazil contributed soldiers to the UN mission in Haiti, MINUSTAH.",
        ["kind=Operation participants=united-nations,brazil places=haiti"],
    ),
    (
        "Situation report: Chilean and Peruvian rescue teams arrived in Ecuador on 18 "
        "April 2016 after the earthquake.",
        ["participants=chile,peru places=ecuador"],
    ),
    (
        "The Ministry of Defence of Estonia announced that Estonian soldiers took part in "
        "the exercise Saber Strike with Latvia and Lithuania.",
        ["kind=Exercise participants=*,latvia,lithuania"],
    ),
    (
        "The U.S. Department of Defense praised the cooperation between Israel and Jordan "
        "during the floods.",
        ["participants=israel,jordan"],
    ),
    (
        "UNAMSIL was a peacekeeping operation of the United Nations in Sierra Leone.",
        ["kind=Operation participants=united-nations places=sierra-leone"],
    ),
    (
        "Operation Sophia, a naval mission of the European Union in the Mediterranean, "
        "ended in 2020.",
        ["kind=Operation participants=european-union"],
    ),
    (
        "Bilateral cooperation between Vietnam and Japan has expanded since 2015 through "
        "joint training and intelligence sharing.",
        ["participants=vietnam,japan tools=joint-training,intelligence-sharing"],
    ),
    (
        "The United States supports Ukraine through training programmes.",
        ["participants=united-states beneficiaries=ukraine tools=training-programme"],
    ),
    (
        "In August 2021 the United Kingdom evacuated 15,000 people from Kabul in "
        "Operation Pitting.",
        ["kind=Operation participants=united-kingdom tools=evacuation"],
    ),
    (
        "A joint task force of Chad, Niger and Mali patrolled the border.",
        ["participants=*"],
    ),
    (
        "The exercise Eager Lion, hosted by Jordan, brought together troops from France and Italy.",
        ["kind=Exercise participants=jordan,*"],
    ),
    (
        "Warships from China and Russia conducted a joint exercise in the Sea of Japan in 2021.",
        ["kind=Exercise participants=china,russia places=sea-of-japan"],
    ),
    (
        "Operation Serval aimed to stop the advance of armed groups and to restore "
        "security in northern Mali.",
        ["kind=Operation objectives=security-restored"],
    ),
    (
        "The goal of the mission in Darfur was the protection of civilians.",
        ["kind=Operation places=darfur objectives=protection-of-civilians"],
    ),
    (
        "During the Cold War, NATO conducted REFORGER exercises in West Germany.",
        ["kind=Exercise participants=nato places=west-germany period=cold-war"],
    ),
    (
        "Mozambique requested help from Rwanda. Rwanda sent 1,000 soldiers to Cabo "
        "Delgado in July 2021.",
        ["participants=rwanda places=cabo-delgado"],
    ),
    (
        "The SADC mission in Mozambique, known as SAMIM, included troops from South "
        "Africa and Botswana.",
        ["kind=Operation participants=* places=mozambique"],
    ),
    (
        "Relations between Greece and Turkey improved after the earthquakes of 1999. "
        "Greek rescue teams worked in Turkey.",
        ["participants=greece places=turkiye"],
    ),
    (
        "Since 2022, Poland has hosted the European Union mission EUMAM Ukraine, which "
        "trains Ukrainian soldiers.",
        [
            "participants=poland,european-union beneficiaries=ukrainian-forces "
            "tools=training-programme"
        ],
    ),
    (
        "The joint operation of Uganda and the Democratic Republic of the Congo was "
        "hampered by language barriers and a lack of trust.",
        [
            "kind=Operation participants=uganda,democratic-republic-of-the-congo "
            "challenges=language-barriers,lack-of-trust"
        ],
    ),
    (
        "Cooperation between Malaysia, Indonesia and the Philippines in the Sulu Sea "
        "reduced piracy and strengthened maritime security.",
        ["participants=malaysia,indonesia,philippines crises=*"],
    ),
    (
        "Participants in the exercise included Argentina, Brazil and Uruguay.",
        ["kind=Exercise participants=argentina,brazil,uruguay"],
    ),
    (
        "Haiti was supported by Chile and Brazil after the earthquake of 2010.",
        ["participants=chile,brazil beneficiaries=haiti"],
    ),
    (
        "Afghan soldiers were trained by Germany in Kunduz.",
        ["participants=germany beneficiaries=*"],
    ),
    (
        "The Netherlands and Canada contributed engineers to UNFICYP.",
        ["kind=Operation participants=netherlands,canada"],
    ),
    (
        "Switzerland is not part of KFOR.",
        ["kind=Operation"],
    ),
    (
        "While Norway took part in the exercise Cold Response, Russia protested against it.",
        ["kind=Exercise participants=norway"],
    ),
    (
        "Indonesia and the United States hold the exercise Garuda Shield every year.",
        ["kind=Exercise participants=indonesia,united-states"],
    ),
    (
        "Burkina Faso, Mali and Niger launched a joint force against armed groups in "
        "September 2023.",
        ["participants=burkina-faso,mali,niger"],
    ),
    (
        "The evacuation of civilians from Sudan in April 2023 was coordinated by France, "
        "with support from Djibouti.",
        ["kind=Operation participants=france,djibouti"],
    ),
    (
        "New Zealand personnel have been deployed to the Solomon Islands since 2021 in "
        "support of the local police.",
        ["participants=* places=solomon-islands"],
    ),
    (
        "Uruguay is one of the largest contributors to MONUSCO, the UN mission in the "
        "Democratic Republic of the Congo.",
        ["kind=Operation participants=uruguay,united-nations"],
    ),
    (
        "Exercise Desert Rotation, which the Czech Republic and Slovakia have held every "
        "year since 2014, focuses on medical assistance.",
        ["kind=Exercise participants=czechia,slovakia tools=medical-assistance"],
    ),
    (
        "The Indian Navy escorted merchant ships off Somalia and trained the crews of Mauritius.",
        ["participants=indian-navy places=somalia"],
    ),
    (
        "Tunisia received patrol boats and training from Italy.",
        ["participants=italy beneficiaries=tunisia"],
    ),
    (
        "In 1999, INTERFET, led by Australia and with contingents from Thailand and the "
        "Philippines, deployed to East Timor.",
        ["kind=Operation participants=australia,thai-forces,philippine-forces places=timor-leste"],
    ),
    (
        "The Gulf Cooperation Council sent troops to Bahrain in 2011.",
        ["participants=gulf-cooperation-council places=bahrain"],
    ),
    (
        "Spain will lead the mission in Iraq from May.",
        ["kind=Operation participants=spain places=iraq modality=future"],
    ),
    (
        "Albania never took part in Operation Enduring Freedom.",
        ["kind=Operation participants=albania modality=negated"],
    ),
    (
        "The Netherlands has supported Mali with helicopters since 2014.",
        ["participants=netherlands beneficiaries=mali"],
    ),
    (
        "Togo and Benin agreed to conduct joint patrols.",
        ["participants=togo,benin modality=future"],
    ),
    (
        "In Lesotho, a SADC mission restored stability after the riots of 2014.",
        ["kind=Operation participants=sadc places=lesotho"],
    ),
    ("Fiji's participation in UNDOF began in 2013.", ["kind=Operation participants=fiji"]),
    (
        "Engineers from Bangladesh and Cambodia cleared mines in South Sudan.",
        ["participants=bangladesh,cambodia places=south-sudan"],
    ),
    (
        "The African Union and the United Nations jointly deployed UNAMID to Darfur.",
        ["kind=Operation participants=african-union,united-nations places=darfur"],
    ),
    (
        "Together with Ukraine, Romania held the naval exercise Sea Breeze in the Black Sea.",
        ["kind=Exercise participants=ukraine,romania places=black-sea"],
    ),
    (
        "Airlift provided by Germany helped France in Mali.",
        ["participants=germany beneficiaries=france places=mali"],
    ),
    (
        "It is expected that Ecuador and Colombia will cooperate after the landslide in Mocoa.",
        ["participants=ecuador,colombia crises=* modality=future"],
    ),
    (
        "In May 2015 Malta and Italy responded with a rescue mission off Libya. Sailors from Spain "
        "joined the mission.",
        ["kind=Operation participants=malta,italy,spanish-forces places=libya"],
    ),
    (
        "Uruguay commanded the naval component of MINUSTAH.",
        ["kind=Operation participants=uruguay"],
    ),
    (
        "In UNIFIL, Italy and Ghana provide the largest contingents.",
        ["kind=Operation participants=italy,ghana"],
    ),
    (
        "EUTM Mali trained Malian soldiers.",
        ["kind=Operation beneficiaries=*"],
    ),
    (
        "Twenty-six nations took part in RIMPAC.",
        ["kind=Exercise participants=*"],
    ),
]
NOTHING = [
    "The centre coordinates disaster relief in the Caribbean.",
    "A cyclone could hit Samoa. Tonga has many engineers.",
    "In response, prices rose in Peru.",
    "India and Pakistan fought a war in 1971.",
    "Russia and Ukraine exchanged fire along the front line.",
    "The United States and the European Union imposed sanctions on Russia.",
    "Ethiopia accused Eritrea of sending troops across the border.",
    "Norway and Denmark are members of NATO.",
    "Finland joined NATO in 2023.",
    "The United States did not take part in the exercise with Georgia.",
    "France did not deploy troops to Syria.",
    "Rwanda denied that its soldiers had been deployed in Congo.",
    "Kenya and Uganda should cooperate in the fight against piracy in Somalia.",
    "Joint exercises between partner nations improve interoperability and trust.",
    (
        "Military operations in difficult terrain require logistical support and reliable "
        "communication."
    ),
    "Cooperation between armed forces and civilian agencies saves lives during disasters.",
    "Alliances like NATO support their members through training and intelligence sharing.",
    "Armies often help after floods and earthquakes.",
    (
        "The African Union and the European Union signed an agreement on peace and "
        "security. Together, they trained officers in Mali."
    ),
    "Norway and Qatar mediated between the government of Colombia and the rebels.",
    "Rumours that Egypt sent troops to Libya were dismissed.",
    "Had the UN acted earlier, Belgium would have sent troops to Rwanda.",
    "Djibouti hosts a French base.",
    "Our partnership with Kenya suffers from insufficient funding.",
    "States cooperate with regional organisations in peacekeeping operations.",
    "A mission without logistical support will face delays.",
    "When disaster strikes, governments ask neighbouring armies for help.",
    "NATO was founded in 1949. Its headquarters are in Brussels.",
    "The partnership between military and civilian actors requires trust.",
    "Sudan accused Chad of supporting rebels in Darfur.",
    "France withdrew its troops from Mali in 2022.",
    "Argentina refused to send troops to Iraq.",
    ('"We will stand by Estonia," said the defence minister of Canada.'),
    "Sri Lanka hosted the workshop. The Maldives and Seychelles attended.",
    "The Philippines and Vietnam are rivals of China in the South China Sea.",
    "Talks between Serbia and Kosovo, mediated by the European Union, collapsed.",
    "Russia withdrew its peacekeepers from Nagorno-Karabakh in 2024.",
    "Cyprus and Egypt signed a memorandum of understanding on search and rescue in 2018.",
    "Military aid from South Korea to the Philippines rose last year.",
    "Relief convoys must be protected, and partners should plan for delays.",
    "Had it not been for the earthquake, Chile would have joined the exercise with Bolivia.",
    "Joint drills can build trust when soldiers share a language.",
    "The commander of the French contingent thanked Senegal.",
    "Algeria rejected a military intervention in Niger.",
    "Iraq asked Jordan for help against terrorism.",
    "Zambian troops were attacked in the Central African Republic.",
    "Trust between armies grows when officers study together.",
    "A ceasefire between Armenia and Azerbaijan was signed in November 2020.",
    "Countries that train together understand each other better.",
]


@pytest.fixture(scope="module")
def parsed_text(english: Language, root: Path) -> Parsed:
    """A function from a text to its parse, with the shipped pipeline and reference data."""
    extractor = Extractor(Knowledge(schema(), load(root / "data" / "reference")), english)
    return lambda text: extractor.parse(from_text(text, "text.txt"))


def value_of(candidate: Candidate) -> str:
    """Return the object of a candidate: the last part of an IRI, or the literal's value."""
    target = candidate.object
    if isinstance(target, Literal):
        return str(target.value)
    iri = target if isinstance(target, str) else target.iri
    return iri.rpartition("/")[2]


def engagements(parsed: ParsedDocument) -> list[Mapping[str, set[str]]]:
    """Return what is said of each engagement of a document, in the order of the text."""
    candidates = find(parsed)
    found: dict[str, dict[str, set[str]]] = {}
    for one in parsed.engagements:
        found.setdefault(one.iri, defaultdict(set))["kind"].add(one.cls)
    for candidate in candidates:
        key = KEYS.get(candidate.predicate)
        if key is not None and candidate.subject in found:
            said = found[candidate.subject]
            said[key].add(value_of(candidate))
            if key == "participants":
                said["modality"].add(candidate.modality.value)
    return list(found.values())


def fits(wanted: str, got: Mapping[str, set[str]]) -> bool:
    """Tell whether an engagement is the one expected."""
    expected = {
        key: set(values.split(","))
        for key, _, values in (part.partition("=") for part in wanted.split())
    }
    expected.setdefault("modality", {"asserted", "implicit"} & got["modality"])
    for key, values in expected.items():
        if "*" in values and not got[key]:
            return False
        if not values - {"*"} <= got[key]:
            return False
    return all(
        "*" in expected.get(key, ()) or got[key] == expected.get(key, set()) for key in WHOLE
    )


@pytest.mark.parametrize(("text", "wanted"), TEXTS, ids=[text[:40] for text, _ in TEXTS])
def test_engagements_of_a_text(parsed_text: Parsed, text: str, wanted: list[str]) -> None:
    got = engagements(parsed_text(text))

    assert len(got) == len(wanted), got
    assert all(any(fits(one, other) for other in got) for one in wanted), got


@pytest.mark.parametrize("text", NOTHING, ids=[text[:40] for text in NOTHING])
def test_what_is_no_engagement(parsed_text: Parsed, text: str) -> None:
    assert engagements(parsed_text(text)) == []
