from wagtail.permission_policies import ModelPermissionPolicy


class WithoutActions(ModelPermissionPolicy):
    """Rights on rows that come and go by themselves: nobody, not even an admin, may do `forbidden` with them."""

    def __init__(self, model, *forbidden):
        super().__init__(model)
        self.forbidden = set(forbidden)

    def user_has_permission(self, user, action):
        return action not in self.forbidden and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - self.forbidden)
