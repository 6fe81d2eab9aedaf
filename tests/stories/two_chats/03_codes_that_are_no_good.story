# Wrong, used and declined codes read the same; nothing is linked but by the answer to the question.
# rules: CON-6
C> 关联账号
C2> {code}
B2> 才确认
C2> [press 不关联]
B2> 没有关联
S> not linked
C2> {code}
B2> 这个关联码不能用
C2> 关联码 0000-0000-0000
B2> 这个关联码不能用
C> 关联账号
C> {code}
B> 在这里发没有用
T> +PT24H
C2> {code}
B2> 这个关联码不能用
S2> not linked
C> 关联账号
C2> {code}
T> +PT24H
C2> [press 确认关联]
B2> 失效
S2> not linked
C> 我的信息
B> 关联账号
C> 解除关联
B> 现在没有关联别的账号
S> not linked
