"""A synthetic ecosystem: its things, its claims and its figures, made of one seed.

Firms tie to firms in proportion to the ties they have (Barabási and Albert 1999), so
that the degrees have a heavy tail; everything else hangs on the firms in fixed shares.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple

WORDS = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
SYLLABLES = [(part[0], part[1:]) for part in WORDS["syllables"].split()]
LEAST = 200
IN_PARK = 0.4
YEARS = range(2015, 2026)


class Thing(NamedTuple):
    """A thing: its class, its file, and its names in Chinese, English and pinyin."""

    kind: str
    file: str
    zh: str
    en: str
    pinyin: str


class Claim(NamedTuple):
    """A statement before any source has it; without certainty of its own it may be doubtful."""

    subject: str
    predicate: str
    object: str
    modality: str = "fact"
    certainty: str = ""


class Figure(NamedTuple):
    """A figure before any source has it."""

    id: str
    subject: str
    indicator: str
    comparator: str
    value: int
    year: int
    policy: str = ""
    part_of: str = ""
    baseline: str = ""


class Division(NamedTuple):
    """An administrative division with its code and the one above it."""

    id: str
    kind: str
    code: str
    parent: str
    zh: str
    en: str


def within(low: int, value: float, high: int) -> int:
    """Return `value` as a whole number between `low` and `high`."""
    return max(low, min(high, round(value)))


def coined(number: int, length: int = 3) -> tuple[str, str]:
    """Return the `number`-th invented name of `length` syllables: characters and pinyin.

    >>> coined(0) != coined(1)
    True
    """
    size = len(SYLLABLES)
    rest, zh, pinyin = number * 7919 % size**length, "", []
    for _ in range(length):
        rest, place = divmod(rest, size)
        zh += SYLLABLES[place][0]
        pinyin.append(SYLLABLES[place][1])
    return zh, " ".join(pinyin)


def title(pinyin: str) -> str:
    """Return a name in pinyin as it is written in English.

    >>> title("hua qing lan")
    'Huaqinglan'
    """
    return pinyin.replace(" ", "").capitalize()


@dataclass
class World:
    """An ecosystem of `claims` statements; equal arguments make equal worlds."""

    claims: int
    seed: int = 0
    things: dict[str, Thing] = field(default_factory=dict)
    merged: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.claims < LEAST:
            message = f"a world needs at least {LEAST} claims"
            raise ValueError(message)
        self.random = Random(self.seed)  # noqa: S311  no secret, a seed

    def share(self, part: float, least: int = 3) -> int:
        """Return how many things a share of the claims makes."""
        return max(least, round(self.claims * part))

    @cached_property
    def divisions(self) -> list[Division]:
        """Return the country, its provinces, prefectures and counties, from above."""
        provinces = within(6, self.claims / 150, 31)
        prefectures = within(2 * provinces, self.claims / 75, 340)
        counties = within(2 * prefectures, self.claims / 25, 2800)
        made = [Division("china", "Country", "", "", "中国", "China")]
        below: dict[str, int] = {}
        codes = {"china": ""}
        levels = (
            ("province", provinces, "省", "Province"),
            ("prefecture", prefectures, "市", "City"),
        )
        above, number = 1, 0
        for name, count, zh, en in (*levels, ("county", counties, "县", "County")):
            parents = [division.id for division in made[-above:]]
            for place in range(count):
                parent = parents[place % len(parents)]
                below[parent] = below.get(parent, 10 if parent == "china" else 0) + 1
                code = f"{codes[parent]}{below[parent]:02d}"
                own, pinyin = coined(number, 2)
                number += 1
                full = code.ljust(6, "0")
                made.append(
                    Division(
                        f"{name}-{place}",
                        name.title(),
                        full,
                        parent,
                        own + zh,
                        f"{title(pinyin)} {en}",
                    )
                )
                codes[f"{name}-{place}"] = code
            above = count
        return made

    def of_level(self, kind: str) -> list[Division]:
        """Return the divisions of one level."""
        return [division for division in self.divisions if division.kind == kind]

    def add(self, name: str, thing: Thing) -> str:
        """Return the id `name` after listing the thing under it."""
        self.things[name] = thing
        return name

    def coin(self, name: str, kind: str, file: str, words: tuple[str, str]) -> str:
        """Return the id `name` of a new thing: an invented name put into both `words`."""
        zh, pinyin = coined(len(self.things))
        texts = (words[0].format(zh), words[1].format(title(pinyin)))
        return self.add(name, Thing(kind, file, *texts, pinyin))

    def statements(self) -> list[Claim]:
        """Return all claims in the order they are made up, `self.claims` of them."""
        made = [
            *self.chains(),
            *self.firms(),
            *self.places(),
            *self.knowledge(),
            *self.money(),
            *self.policies(),
            *self.mechanisms(),
            *self.variants(),
        ]
        ties = self.claims - len(made)
        again = ties // 8
        supply = list(self.supply(ties - again))
        made += supply
        made += self.random.sample(supply, again)
        return made

    def chains(self) -> Iterator[Claim]:
        """Yield the chains and their segments, each before the next."""
        for number in range(within(2, self.claims / 600, 400)):
            zh, en = WORDS["chains"][number % len(WORDS["chains"])]
            chain = self.coin(
                f"chain-{number}",
                "IndustryChain",
                "concepts",
                (f"{{}}{zh}产业链", f"{{}} chain of {en}"),
            )
            before = ""
            for place, (part_zh, part_en, position) in enumerate(WORDS["segments"]):
                words = (f"{zh}{part_zh}（{{}}）", f"{part_en} for {en} ({{}})")
                segment = self.coin(f"{chain}-segment-{place}", "ChainSegment", "concepts", words)
                yield Claim(chain, "hasSegment", segment)
                yield Claim(segment, "hasPosition", position)
                if before:
                    yield Claim(before, "isUpstreamOf", segment)
                before = segment

    @cached_property
    def firm_ids(self) -> list[str]:
        """Return the ids of the firms."""
        return [f"enterprise-{number}" for number in range(self.share(0.11, 12))]

    @cached_property
    def segment_ids(self) -> list[str]:
        """Return the ids of the segments of all chains."""
        return [name for name, thing in self.things.items() if thing.kind == "ChainSegment"]

    def firms(self) -> Iterator[Claim]:
        """Yield where each firm sits, in which park, and in which segment it works."""
        counties = self.of_level("County")
        parks = self.share(1 / 90)
        for number, firm in enumerate(self.firm_ids):
            seat = counties[int(len(counties) * self.random.random() ** 2)]
            zh, en = WORDS["sectors"][number % len(WORDS["sectors"])]
            city = (seat.zh[:-1], seat.en.split()[0])
            words = (f"{city[0]}{{}}{zh}有限公司", f"{city[1]} {{}} {en} Co., Ltd.")
            self.coin(firm, "Enterprise", "organizations", words)
            yield Claim(firm, "isLocatedIn", seat.id)
            yield Claim(firm, "operatesIn", self.random.choice(self.segment_ids))
            if self.random.random() < IN_PARK:
                yield Claim(firm, "isInPark", f"park-{int(parks * self.random.random() ** 2)}")

    def places(self) -> Iterator[Claim]:
        """Yield the parks with their place and kind."""
        counties = self.of_level("County")
        for number in range(self.share(1 / 90)):
            park = f"park-{number}"
            self.coin(park, "Park", "places", ("{}循环经济产业园", "{} Circular Economy Park"))
            yield Claim(park, "isLocatedIn", counties[number % len(counties)].id)
            yield Claim(park, "hasParkKind", WORDS["park_kinds"][number % 4])

    def knowledge(self) -> Iterator[Claim]:
        """Yield institutes, technologies and products and the firms they are tied to."""
        cities = self.of_level("Prefecture")
        for number in range(self.share(1 / 120)):
            one = f"institute-{number}"
            self.coin(
                one,
                "ResearchInstitute",
                "organizations",
                ("{}环境科学研究院", "{} Institute of Environmental Science"),
            )
            yield Claim(one, "isLocatedIn", cities[number % len(cities)].id)
            for firm in self.random.sample(self.firm_ids, 2):
                yield Claim(one, "cooperatesWith", firm, "")
        made = (
            ("technology", "Technology", "uses", 0.045, 1 / 100),
            ("product", "Product", "produces", 0.03, 1 / 120),
        )
        for name, kind, predicate, ties, count in made:
            words = WORDS["technologies" if name == "technology" else "products"]
            for number in range(self.share(count)):
                zh, en = words[number % len(words)]
                self.coin(
                    f"{name}-{number}", kind, "concepts", (f"{{}}式{zh}", f"{en} of the {{}} type")
                )
            for number in range(self.share(ties)):
                firm = self.random.choice(self.firm_ids)
                yield Claim(firm, predicate, f"{name}-{number % self.share(count)}", "")

    def money(self) -> Iterator[Claim]:
        """Yield the funds, who pays and runs them, and what they put money into."""
        for number in range(self.share(1 / 300, 2)):
            fund = f"fund-{number}"
            self.coin(
                fund,
                "Fund",
                "organizations",
                ("{}绿色产业引导基金", "{} Green Industry Guidance Fund"),
            )
            sponsor, manager, *firms = self.random.sample(self.firm_ids, 6)
            yield Claim(fund, "isSponsoredBy", sponsor)
            yield Claim(fund, "isManagedBy", manager)
            for firm in firms:
                yield Claim(fund, "invests", firm, "")

    @cached_property
    def policy_ids(self) -> list[str]:
        """Return the ids of the policies."""
        return [f"policy-{number}" for number in range(self.share(1 / 250))]

    @cached_property
    def body_ids(self) -> list[str]:
        """Return the ids of the government bodies that issue policies."""
        return [f"body-{number}" for number in range(min(len(self.policy_ids), 60))]

    def policies(self) -> Iterator[Claim]:
        """Yield the policies with issuer, date, kind, tasks and aim."""
        for body in self.body_ids:
            self.coin(
                body,
                "GovernmentBody",
                "organizations",
                ("{}省经济和信息化厅", "{} Department of Economy and Informatization"),
            )
        for number, policy in enumerate(self.policy_ids):
            zh, en, kind, form = WORDS["policies"][number % len(WORDS["policies"])]
            self.coin(policy, kind, "policies", (f"{{}}{zh}", f"{{}} {en}"))
            year = YEARS[number % len(YEARS)]
            yield Claim(self.body_ids[number % len(self.body_ids)], "issues", policy)
            yield Claim(policy, "issueDate", f"{year}-{number % 12 + 1:02d}")
            yield Claim(policy, "hasPolicyKind", form)
            for task in (f"{policy}-task-0", f"{policy}-task-1"):
                self.coin(
                    task, "Task", "policies", ("建设{}示范项目", "build the {} pilot project")
                )
                yield Claim(policy, "hasTask", task)
                yield Claim(task, "promotes", self.random.choice(self.segment_ids), "plan")
            goal = self.coin(
                f"{policy}-goal",
                "Goal",
                "policies",
                ("{}产业规模稳步提升", "steady growth of the {} industry"),
            )
            yield Claim(policy, "hasGoal", goal, "target")
            if not (number + 1) % 5:
                yield Claim(policy, "supersedes", self.policy_ids[number - 1])

    def mechanisms(self) -> Iterator[Claim]:
        """Yield the three-chain mechanisms: a chain in a province and who has which role in it."""
        provinces = self.of_level("Province")
        chains = [name for name, thing in self.things.items() if thing.kind == "IndustryChain"]
        institutes = [
            name for name, thing in self.things.items() if thing.kind == "ResearchInstitute"
        ]
        for number in range(self.share(1 / 500, 2)):
            one = self.coin(
                f"mechanism-{number}",
                "Mechanism",
                "concepts",
                ("{}三链机制", "{} three-chain mechanism"),
            )
            chain = chains[number % len(chains)]
            yield Claim(one, "appliesIn", provinces[number % len(provinces)].id)
            yield Claim(one, "concernsChain", chain)
            leader = self.coin(f"leader-{number}", "Person", "organizations", ("{}", "{}"))
            roles = (
                ("chain-leader", "链长", 1, [leader]),
                ("chain-master", "链主", 8, self.random.sample(self.firm_ids, 4)),
                ("chain-innovator", "链创", 6, self.random.sample(institutes, 3)),
            )
            for role, zh, size, members in roles:
                words = (f"{{}}{zh}名单", f"{role.replace('-', ' ')}s of {{}}")
                group = self.coin(f"{one}-{role}s", "RoleGroup", "organizations", words)
                yield Claim(group, "hasRoleKind", role, certainty="high")
                yield Claim(group, "isUnderMechanism", one)
                yield Claim(group, "concernsChain", chain)
                yield Claim(group, "declaredSize", str(size))
                for member in members:
                    yield Claim(group, "hasMember", member, certainty="high")

    def variants(self) -> Iterator[Claim]:
        """Yield what is said of firms under another name; `merged` gets the decisions."""
        for number in range(self.share(1 / 400, 2)):
            firm = self.firm_ids[number]
            name = f"{firm}-as-printed"
            thing = self.things[firm]
            self.add(
                name,
                thing._replace(zh=thing.zh.removesuffix("有限公司"), en=thing.en.split(" Co.")[0]),
            )
            self.merged.append((name, firm))
            yield Claim(name, "operatesIn", self.random.choice(self.segment_ids))

    def supply(self, count: int) -> Iterator[Claim]:
        """Yield `count` different ties; a firm is drawn as often as it already has ties."""
        firms, ends, known = self.firm_ids, [], set()
        while len(known) < count:
            pair = []
            for chance in (0.45, 0.85):
                kept = ends and self.random.random() < chance
                pair.append(self.random.choice(ends if kept else firms))
            source, target = pair
            if source == target or (source, target) in known:
                continue
            known.add((source, target))
            ends += pair
            yield Claim(source, "suppliesTo", target, "")

    def figures(self) -> Iterator[Figure]:
        """Yield the figures: of firms what they did, of firms by policy what they aim at."""
        indicators = WORDS["indicators"]
        for name, zh, en, pinyin, _, _ in indicators:
            self.add(name, Thing("Indicator", "indicators", zh, en, pinyin))
        before = ""
        for number in range(self.share(1 / 12, 16)):
            name, *_, scale = indicators[number % len(indicators)]
            value = (1 + int(self.random.paretovariate(1.2) * 10)) * max(scale, 1)
            subject = self.firm_ids[number * 7 % len(self.firm_ids)]
            one, aimed = f"figure-of-{number}", not (number + 1) % 3
            year = 2030 if aimed else YEARS[number % len(YEARS)]
            comparator = ("eq", "ge", "about", "between")[self.random.randrange(4)]
            policy = self.policy_ids[number % len(self.policy_ids)] if aimed else ""
            whole = f"figure-of-{number - 3}" if aimed and number % 4 == 0 else ""
            yield Figure(
                one, subject, name, comparator, value, year, policy, whole, before if aimed else ""
            )
            before = "" if aimed else one
