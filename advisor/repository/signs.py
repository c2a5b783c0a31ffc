"""What speaks for which answer: the signs that `signs.yaml` declares."""

from __future__ import annotations

from pathlib import Path

from packaging.utils import canonicalize_name
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from advisor.documents import RULES_LIMITS, read_document
from advisor.repository.finding import Finding

#: Modules whose package has another name than they.
_PACKAGES = {
    "pyro": "pyro-ppl",
    "whisper": "openai-whisper",
    "open_clip": "open-clip-torch",
    "ignite": "pytorch-ignite",
    "nemo": "nemo-toolkit",
    "sonnet": "dm-sonnet",
    "sklearn": "scikit-learn",
    "cv2": "opencv-python",
    "grpc": "grpcio",
}
#: Old names of the same interface.
_SAME = ("tensorflow.compat.v1.", "tensorflow.compat.v2.")


class Sign(BaseModel):
    """What speaks for an answer.

    Attributes:
        question: The question's id.
        answer: One of its answers.
        names: Modules, or names below them; the package of such a module speaks for the answer too.
        defines: Parts of the names of classes that the project defines, and whole names of its functions, in
            lower case without underscores.
        packages: Further distributions that are asked for.
        files: Kinds of files.
        images: Beginnings of the names of container images.
        unless: Answers to the same question that speak louder.
        beside: By question, an answer that must be seen as well.
        much: Whether one use of many is not enough, since the answer can settle a recommendation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str
    names: list[str] = Field(default_factory=list)
    defines: list[str] = Field(default_factory=list)
    packages: list[str] = Field(default_factory=list)
    files: list[str] = Field(default_factory=list)
    images: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    beside: dict[str, str] = Field(default_factory=dict)
    much: bool = False

    def speaks_of(self, finding: Finding) -> bool:
        """Whether a finding is such a sign."""
        match finding.kind:
            case "name":
                what = finding.what
                for same in _SAME:
                    if what.startswith(same):
                        what = f"tensorflow.{what[len(same) :]}"
                return any(what == name or what.startswith(f"{name}.") for name in self.names)
            case "defined":
                name = finding.what.replace("_", "").lower()
                return any(part in name if finding.detail else part == name for part in self.defines)
            case "package":
                return finding.what in self.packages or any(
                    finding.what == package_of(name) for name in self.names if "." not in name
                )
            case "file":
                return finding.what in self.files
            case "image":
                return any(finding.what.startswith(image) for image in self.images)
            case "project":
                # What a library is for is what its project is about.
                return self.question == "domain" and finding.what in self.names
        return False


def read_signs(folder: Path) -> list[Sign]:
    """The signs that `signs.yaml` of a folder of rules declares."""
    path = folder / "signs.yaml"
    document = read_document(path.read_bytes(), str(path), RULES_LIMITS)
    return TypeAdapter(list[Sign]).validate_python(document.data)


def package_of(name: str) -> str:
    """The distribution that a dotted name comes from."""
    module = name.partition(".")[0]
    return _PACKAGES.get(module, canonicalize_name(module))
