"""Three invented statements: open for signing, still a draft, and closed."""

from dataclasses import dataclass

from statements.enums import StatementKind


@dataclass(frozen=True, kw_only=True)
class DemoDemand:
    text_ko: str
    text_en: str
    targets: tuple[str, ...]  # slugs of institutions in facts.json


@dataclass(frozen=True, kw_only=True)
class DemoStatement:
    slug: str
    kind: StatementKind
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    text_ko: str
    text_en: str
    demands: tuple[DemoDemand, ...]


OPEN = DemoStatement(
    slug="the-state-must-answer",
    kind=StatementKind.JOINT_STATEMENT,
    title_ko="딥페이크 성범죄, 국가와 플랫폼이 끝까지 책임져야 합니다",
    title_en="Deepfake sex crimes: the state and the platforms must answer for them",
    summary_ko=(
        "얼굴 사진 한 장으로 누구나 표적이 될 수 있는 사회에서, 조심하라는 말을 더는 "
        "듣지 않겠습니다. 수사와 삭제, 피해자 지원과 예방교육이 누구의 책임인지 묻고 "
        "네 가지를 요구합니다."
    ),
    summary_en=(
        "One photograph of a face is enough to become a target. We will not be told to "
        "be careful any more. We ask who is responsible for investigation, removal, "
        "support and prevention, and we make four demands."
    ),
    text_ko="""\
우리는 친구와 동료, 가족의 얼굴이 동의 없이 합성되어 퍼지는 현실을 살고 있습니다. 학교에서, 일터에서, 온라인 대화방에서 누군가의 일상이 놀잇감이 되었습니다. 피해자는 사진을 지우고, 계정을 닫고, 머물던 자리를 떠나야 했습니다. 떠나야 할 사람은 피해자가 아닙니다.

딥페이크 성범죄는 새로운 기술이 낳은 사고가 아닙니다. 여성을 동등한 시민으로 대하지 않는 문화, 그리고 그 문화를 내버려 두며 이익을 얻어 온 구조가 만든 성폭력입니다. 가해자를 찾을 수 없다는 말, 해외 플랫폼이라 어렵다는 말, 장난이었다는 말은 피해자에게 모두 같은 뜻입니다. 아무도 책임지지 않겠다는 말입니다.

법이 바뀌어도 피해자의 하루는 크게 달라지지 않았습니다. 신고한 뒤에도 피해자가 직접 증거를 모으고, 삭제를 요청하고, 정말 지워졌는지 거듭 확인합니다. 상담과 삭제를 지원하는 곳에는 늘어나는 신고를 감당할 사람과 예산이 모자랍니다. 학교가 사건을 조용히 덮으면, 남은 학생들은 누구를 믿어야 할지 배울 수 없습니다.

우리는 조심하라는 말이 아니라 책임 있는 답을 원합니다. 수사하고, 지우고, 지원하고, 가르치는 일은 피해자의 몫이 아니라 국가와 플랫폼의 몫입니다. 답을 들을 때까지 우리는 함께 모이고, 함께 말하고, 함께 기록하겠습니다.

**우리의 일상은 누구의 놀잇감도 아닙니다.**
""",
    text_en="""\
The faces of our friends, colleagues and families are being forged into sexual images without their consent, and passed on. In schools, at work and in chat rooms, somebody's everyday life has been made a plaything. Victims had to delete their pictures, close their accounts and leave the places where they belonged. It is not the victims who should leave.

Deepfake sex crimes are not an accident of new technology. They are sexual violence, made by a culture that does not treat women as equal citizens and by an economy that let it be and profited from it. "The perpetrator cannot be found", "the platform is abroad", "it was a joke": to a victim these all mean the same. They mean that nobody will answer for it.

Laws have changed; the days of victims have not changed much. After reporting the crime they still gather the evidence, ask for removal and check again and again whether it is gone. Those who support them lack the people and the money for a growing number of reports. Where a school hushes a case up, the other students cannot learn whom to trust.

We do not want to be told to be careful. We want an answer from those responsible. To investigate, to remove, to support and to teach is not the task of victims but of the state and of the platforms. Until we are answered we will gather, speak and keep the record, together.

**Our everyday life is nobody's plaything.**
""",
    demands=(
        DemoDemand(
            text_ko="위장수사와 국제 공조를 포함해 딥페이크 성범죄를 끝까지 수사하고, 수사 경과를 피해자에게 알릴 것",
            text_en="Investigate deepfake sex crimes to the end, with undercover work and international co-operation, and tell victims how the investigation proceeds",
            targets=("police",),
        ),
        DemoDemand(
            text_ko="플랫폼이 신고받은 불법합성물을 24시간 안에 삭제하고 그 결과를 공개하도록 할 것",
            text_en="Make platforms remove reported sexual deepfakes within 24 hours and publish the results",
            targets=("kcc-2025",),
        ),
        DemoDemand(
            text_ko="피해자 지원 인력과 예산을 늘리고, 사는 곳에 상관없이 상담과 삭제, 법률 지원을 받을 수 있게 할 것",
            text_en="Increase the staff and the budget of victim support, so that counselling, removal and legal aid can be had wherever one lives",
            targets=("mogef-2025",),
        ),
        DemoDemand(
            text_ko="모든 학교와 일터에서 성평등 관점의 예방교육을 하도록 법과 예산을 마련할 것",
            text_en="Provide the law and the money for prevention education from a gender-equality perspective in every school and workplace",
            targets=("government", "national-assembly"),
        ),
    ),
)

DRAFT = DemoStatement(
    slug="ask-only-once",
    kind=StatementKind.OPINION,
    title_ko="지워 달라는 말을 두 번 하지 않도록: 불법합성물 삭제 지원에 관한 의견서",
    title_en="To have to ask only once: opinion on the removal of sexual deepfakes",
    summary_ko="삭제 지원이 한 번의 신고로 시작되고, 다시 올라온 것까지 책임지는 제도를 제안합니다.",
    summary_en="We propose a removal service that begins with one report and also answers for what is uploaded again.",
    text_ko="""\
피해자는 같은 설명을 여러 기관에서 되풀이합니다. 경찰에 신고하고, 지원센터에 상담하고, 플랫폼마다 다른 양식으로 삭제를 요청합니다. 지워졌다는 답을 받은 뒤에 같은 파일이 다시 올라오면 처음부터 다시 시작합니다.

우리는 신고가 한 번이면 충분한 제도를 제안합니다. 한 기관에 신고하면 다른 기관이 이어받고, 한 번 지운 파일은 다시 올라올 수 없어야 합니다. 그 과정은 기록되고, 피해자는 언제든 지금 어디까지 왔는지 볼 수 있어야 합니다.
""",
    text_en="""\
Victims tell the same story at one office after another. They report to the police, they talk to a support centre, they ask every platform for removal on another form. When the same file appears again after they were told that it was gone, they begin anew.

We propose a system in which one report is enough. What is reported to one office is taken up by the others, and a file that was removed once cannot be uploaded again. Every step is recorded, and victims can see at any time how far it has come.
""",
    demands=(
        DemoDemand(
            text_ko="한 번의 신고로 수사와 상담, 삭제 지원이 함께 시작되도록 창구를 하나로 할 것",
            text_en="One place to report, from which investigation, counselling and removal begin together",
            targets=("mogef-2025", "police"),
        ),
        DemoDemand(
            text_ko="삭제한 불법합성물이 다시 올라오지 않도록 플랫폼의 조치를 의무로 정할 것",
            text_en="Oblige platforms to keep removed sexual deepfakes from being uploaded again",
            targets=("kcc-2025",),
        ),
    ),
)

CLOSED = DemoStatement(
    slug="schools-must-protect-first",
    kind=StatementKind.JOINT_STATEMENT,
    title_ko="학교 안 불법합성물 피해, 학교가 먼저 보호해야 합니다",
    title_en="Sexual deepfakes at school: the school must protect first",
    summary_ko="피해 학생이 학교를 떠나는 일이 없도록 분리와 지원, 교육의 기준을 세울 것을 요구합니다.",
    summary_en="No student who was harmed should have to leave school: we ask for rules on separation, support and education.",
    text_ko="""\
학교에서 불법합성물 피해가 드러났을 때, 가장 먼저 나오는 말이 ‘일을 키우지 말자’가 되어서는 안 됩니다. 피해 학생은 가해 학생과 같은 복도를 걷고, 같은 대화방에 남아 있고, 때로는 먼저 전학을 권유받습니다.

학교는 배우는 곳이기에 앞서 안전한 곳이어야 합니다. 피해가 알려진 날부터 학생을 보호하고, 어떤 지원을 받을 수 있는지 알려 주고, 남은 학생들과 함께 왜 이 일이 폭력인지 이야기해야 합니다.
""",
    text_en="""\
When sexual deepfakes appear at a school, the first thing said must not be "let us not make it bigger". Students who were harmed walk the same corridors as those who harmed them, stay in the same chat rooms, and are sometimes the ones advised to change schools.

Before it is a place to learn, a school has to be a safe place. It has to protect students from the day the harm is known, tell them what support there is, and talk with all the others about why this is violence.
""",
    demands=(
        DemoDemand(
            text_ko="피해가 알려진 즉시 피해 학생을 보호하고 가해 학생과 분리하는 기준을 세울 것",
            text_en="Set rules to protect students at once and to separate them from those who harmed them",
            targets=("government",),
        ),
        DemoDemand(
            text_ko="학교마다 디지털 성폭력 전담 상담인력을 둘 수 있도록 예산을 마련할 것",
            text_en="Provide the money for a counsellor on digital sexual violence at every school",
            targets=("government", "national-assembly"),
        ),
    ),
)
