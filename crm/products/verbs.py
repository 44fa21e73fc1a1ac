"""What the seller does with products; each of it is one step that can be taken back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm.clock import from_ms
from crm.db.models import BundlePart, Price, PriceChange, Product
from crm.db.write import Write
from crm.errors import EmptyNameError, MissingError, OutOfRangeError, TakenError
from crm.ids import ProductId
from crm.products.reading import Reading
from crm.products.rows import (
    MOST_DAYS,
    MOST_PRICE,
    InvalidProductError,
    Part,
    ProductDraft,
    ProductProblem,
    ProductRow,
    full_name,
)
from crm.stock import MOST_UNITS, Stock, StockKind, begin, packed_otherwise
from crm.topics import Action, Topic, Verb


class Products(Reading):
    """Verbs on products."""

    def add(self, draft: ProductDraft) -> ProductId:
        """A new product. Raises `EmptyNameError`, `TakenError`, `OutOfRangeError`, `InvalidProductError`."""
        with self._store.write(Topic.PRODUCTS, Action(Verb.ADD_PRODUCT)) as write:
            values = self._values(draft, None)
            product = ProductId(write.insert(Product, **values))
            self._note_price(write, product, draft)
            self._pack(write, product, draft)
            self._shelve(write, product, draft)
        return product

    def edit(self, product: ProductId, draft: ProductDraft, *, seen: int | None = None) -> None:
        """Say anew what it is; orders keep the name and price of their day. Its variants are renamed with it.

        Raises what `add` raises, and `MissingError`, `ConflictError`.
        """
        with self._store.write(Topic.PRODUCTS, Action(Verb.EDIT_PRODUCT)) as write:
            old = self.row(product)
            values = self._values(draft, product)
            write.update(Product, product, seen=seen, **values)
            if (old.price, old.cost) != (draft.price, draft.cost):
                self._note_price(write, product, draft, old)
            if old.name != values["name"]:
                self._rename(write, product, values["name"])
            self._pack(write, product, draft)
            self._shelve(write, product, draft, old)

    def add_variants(self, parent: ProductId, variants: Sequence[str]) -> list[ProductId]:
        """More variants of a product, each as it is, with its prices; those that are there already are passed over.

        Raises `MissingError`, `InvalidProductError`, `EmptyNameError` for none.
        """
        words = [" ".join(word.split()) for word in variants]
        with self._store.write(Topic.PRODUCTS, Action(Verb.ADD_PRODUCT, count=len(words))) as write:
            whole = self.row(parent)
            there = {row.variant for row in self.variants(parent)}
            new = [word for word in dict.fromkeys(words) if word and word not in there]
            if not any(words):
                raise EmptyNameError("variant")
            draft = replace(
                draft_of(whole), parent=parent, parts=(), count=None, story="", recommend="", note="", authorisation=""
            )
            prices = write.rows(
                Price.select(Price.tier, Price.contact, Price.at_least, Price.price).where(
                    Price.product == parent, Price.deleted_at.is_null()
                )
            )
            made = []
            for word in new:
                product = self.add(replace(draft, variant=word))
                for tier, contact, at_least, price in prices:
                    write.insert(Price, product=product, tier=tier, contact=contact, at_least=at_least, price=price)
                made.append(product)
        return made

    def delete(self, products: Sequence[ProductId]) -> None:
        """They are not sold any more, nor their variants; their orders stay as they are. Raises `MissingError`."""
        with self._store.write(Topic.PRODUCTS, Action(Verb.DELETE_PRODUCT, count=len(products))) as write:
            gone: set[ProductId] = set()
            for product in products:
                if product in gone:
                    continue
                for number in (product, *(row.id for row in self.variants(product))):
                    write.delete(Product, number)
                    gone.add(number)

    # the parts of one change

    def _values(self, draft: ProductDraft, product: ProductId | None) -> dict[str, Any]:
        name, variant = " ".join(draft.name.split()), " ".join(draft.variant.split())
        if draft.parent is not None:
            name = self._variant_name(draft.parent, variant, product)
        if not name:
            raise EmptyNameError("product")
        same = self.named(name)
        if same is not None and same.id != product:
            raise TakenError("product", name)
        _check(draft)
        return {
            "name": name,
            "unit": draft.unit.strip(),
            "price": draft.price,
            "cost": draft.cost,
            "days_per_unit": draft.days_per_unit,
            "note": draft.note.strip(),
            "sort": " ".join(draft.sort.split()),
            "parent": draft.parent,
            "variant": variant if draft.parent is not None else "",
            "story": draft.story.strip(),
            "recommend": draft.recommend.strip(),
            "origin": draft.origin.strip(),
            "authorisation": draft.authorisation.strip(),
            "low_stock": draft.low_stock,
            # stock begins to be kept by `begin`, which makes up for what was sold before
            **({} if draft.stocked else {"stocked": False}),
        }

    def _variant_name(self, parent: ProductId, variant: str, product: ProductId | None) -> str:
        if not variant:
            raise EmptyNameError("variant")
        whole = self.row(parent)
        if whole.parent is not None or parent == product:
            raise InvalidProductError(ProductProblem.VARIANT_OF_VARIANT, whole.name)
        if product is not None and self.row(product).variants:
            raise InvalidProductError(ProductProblem.VARIANT_OF_VARIANT, self.row(product).name)
        if whole.parts:
            raise InvalidProductError(ProductProblem.BUNDLE_OF_VARIANTS, whole.name)
        return full_name(whole.name, variant)

    def _rename(self, write: Write, product: ProductId, name: str) -> None:
        for row in self.variants(product):
            write.update(Product, row.id, name=full_name(name, row.variant))

    def _note_price(self, write: Write, product: ProductId, draft: ProductDraft, old: ProductRow | None = None) -> None:
        """Write down what it costs from today on; of a day the last word counts. What it cost before is kept."""
        today = self._store.clock.today()
        known = write.rows(
            PriceChange.select(PriceChange.id, PriceChange.day)
            .where(PriceChange.product == product, PriceChange.deleted_at.is_null())
            .order_by(PriceChange.day.desc(), PriceChange.id.desc())
            .limit(1)
        )
        if old is not None and not known:  # it was there before prices were written down
            created = write.rows(Product.select(Product.created).where(Product.id == product))[0][0]
            day = self._store.clock.day_of(from_ms(created))
            if day < today:
                write.insert(PriceChange, product=product, day=day, price=old.price, cost=old.cost)
        if known and str(known[0][1]) >= today.isoformat():
            write.update(PriceChange, known[0][0], price=draft.price, cost=draft.cost)
        else:
            write.insert(PriceChange, product=product, day=today, price=draft.price, cost=draft.cost)

    def _pack(self, write: Write, bundle: ProductId, draft: ProductDraft) -> None:
        """Say anew what is in a bundle."""
        old = {
            ProductId(part): (number, quantity)
            for number, part, quantity in write.rows(
                BundlePart.select(BundlePart.id, BundlePart.part, BundlePart.quantity).where(
                    BundlePart.bundle == bundle, BundlePart.deleted_at.is_null()
                )
            )
        }
        new = {part.product: part.quantity for part in draft.parts}
        self._check_parts(bundle, draft.parts, set(old))
        differences = {part: new.get(part, 0) - old.get(part, (0, 0))[1] for part in {**old, **new}}
        if any(differences.values()):
            packed_otherwise(write, bundle, differences, self._store.clock.today())
        for part, (number, quantity) in old.items():
            if part not in new:
                write.delete(BundlePart, number)
            elif new[part] != quantity:
                write.update(BundlePart, number, quantity=new[part])
        for part, quantity in new.items():
            if part not in old:
                write.insert(BundlePart, bundle=bundle, part=part, quantity=quantity)

    def _check_parts(self, bundle: ProductId, parts: Sequence[Part], known: set[ProductId]) -> None:
        if not parts:
            return
        whole = self.row(bundle)
        if whole.variants:
            raise InvalidProductError(ProductProblem.BUNDLE_OF_VARIANTS, whole.name)
        if self.bundles_with(bundle):
            raise InvalidProductError(ProductProblem.BUNDLE_IN_BUNDLE, whole.name)
        rows = self.rows([part.product for part in parts])
        seen: set[ProductId] = set()
        for part in parts:
            if not 1 <= part.quantity <= MOST_UNITS:
                raise OutOfRangeError("units", part.quantity, 1, MOST_UNITS)
            if part.product == bundle:
                raise InvalidProductError(ProductProblem.PART_OF_ITSELF, whole.name)
            row = rows.get(part.product)
            if row is None:
                if part.product in known:  # deleted since; the bundle is as it was
                    continue
                raise MissingError("product", str(part.product))
            if part.product in seen:
                raise InvalidProductError(ProductProblem.PART_TWICE, row.name)
            if row.parts:
                raise InvalidProductError(ProductProblem.BUNDLE_IN_BUNDLE, row.name)
            if row.variants:
                raise InvalidProductError(ProductProblem.BUNDLE_OF_VARIANTS, row.name)
            seen.add(part.product)

    def _shelve(self, write: Write, product: ProductId, draft: ProductDraft, old: ProductRow | None = None) -> None:
        """Begin to keep its stock, and take down what is there, where that is wanted and it has one of its own."""
        if not draft.stocked or draft.parts or (old is not None and old.variants):
            return
        begin(write, product, self._store.clock.today())
        if draft.count is not None:
            kind = StockKind.COUNT if old is not None and old.stocked else StockKind.OPENING
            Stock(self._store).settle(write, product, draft.count, kind)


def draft_of(row: ProductRow) -> ProductDraft:
    """What a form would say to leave a product as it is."""
    return ProductDraft(
        row.name, row.price, row.unit, row.cost, row.days_per_unit, row.note, row.sort, row.parent, row.variant,
        row.story, row.recommend, row.origin, row.authorisation, row.stocked, row.low_stock, None, row.parts,
    )  # fmt: skip


def _check(draft: ProductDraft) -> None:
    for what, value, least, most in (
        ("price", draft.price, 0, MOST_PRICE),
        ("cost", draft.cost, 0, MOST_PRICE),
        ("days", draft.days_per_unit, 1, MOST_DAYS),
        ("low_stock", draft.low_stock, 0, MOST_UNITS),
    ):
        if value is not None and not least <= value <= most:
            raise OutOfRangeError(what, value, least, most)
