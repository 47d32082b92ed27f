include "lib";

{
  "the application has the token too": (all(injected[] | pod; .automountServiceAccountToken == true))
}
